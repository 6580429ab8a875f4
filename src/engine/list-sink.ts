import type { Attempt } from './attempt.js';
import type { Dispatcher } from './dispatcher.js';
import type { PullSink } from './drive.js';

/** Takes the elements of one list: each is an emission of its attempt. */
export class ListSink implements PullSink {
  constructor(
    private readonly attempt: Attempt,
    private readonly dispatcher: Dispatcher,
  ) {}

  value(value: unknown): void {
    this.dispatcher.emit(this.attempt.branch, value);
  }

  ready(): void {
    this.attempt.rest();
  }

  complete(): void {
    this.attempt.endList(undefined);
  }

  fail(reason: unknown): void {
    this.attempt.endList({ reason });
  }
}
