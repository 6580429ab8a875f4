import { OBJECT } from '../../check.js';
import { quote } from '../../quote.js';
import { assume, restore } from '../async-context.js';
import type { InputSource, PullObserver } from './types.js';

/** Pulls an iterator, one `next()` at a time: synchronous ones give their value at once, asynchronous ones when their promise is settled. */
export class IteratorSource implements InputSource {
  private ended = false;
  private running = false;

  constructor(
    private readonly iterator: Iterator<unknown> | AsyncIterator<unknown>,
    private readonly observer: PullObserver,
    private readonly asynchronous = false,
  ) {}

  start(): void {
    this.observer.ready();
  }

  pull(): void {
    if (this.ended) return;
    let result: unknown;
    this.running = true;
    try {
      const { caller } = this.observer;
      result = caller === undefined ? this.iterator.next() : caller(() => this.iterator.next());
    } catch (reason) {
      this.fail(reason);
      return;
    }
    this.running = false;
    // Cancelled by its own `next()`, within which `return()` cannot be called.
    if (this.ended as boolean) this.close();
    if (this.asynchronous) this.await(result);
    else this.take(result);
  }

  cancel(): void {
    if (this.ended) return;
    this.ended = true;
    if (!this.running) this.close();
  }

  /** Takes a result when its promise has settled. Reading `then` or `constructor` may throw. */
  private await(result: unknown): void {
    try {
      Promise.resolve(result).then(
        (settled: unknown) => {
          const before = assume(this.observer.context);
          try {
            this.take(settled);
          } finally {
            restore(before);
          }
        },
        (reason: unknown) => {
          const before = assume(this.observer.context);
          try {
            this.fail(reason);
          } finally {
            restore(before);
          }
        },
      );
    } catch (reason) {
      this.fail(reason);
    }
  }

  private take(result: unknown): void {
    if (this.ended) return;
    let done: boolean | undefined;
    let value: unknown;
    try {
      if (!OBJECT[1](result)) throw new TypeError(`${this.observer.title} must return objects from next(), got ${quote(result)}`);
      ({ done, value } = result as IteratorResult<unknown, unknown>);
    } catch (reason) {
      this.fail(reason);
      return;
    }
    // Reading it may have cancelled it, too.
    if (this.ended as boolean) return;
    if (done === true) {
      this.ended = true;
      this.observer.complete();
    } else {
      this.observer.next(value);
      // Its observer may have cancelled it, which TypeScript cannot see.
      if (!(this.ended as boolean)) this.observer.ready();
    }
  }

  private fail(reason: unknown): void {
    if (this.ended) return;
    this.ended = true;
    this.observer.error(reason);
  }

  /** Nobody will read on. What `return()` throws, or rejects with later, has nobody to go to. */
  private close(): void {
    try {
      Promise.resolve(this.iterator.return?.()).catch(() => undefined);
    } catch {
      // See above.
    }
  }
}
