import { enter, type AsyncContext } from '../async-context.js';
import type { Failure } from '../types.js';
import { inputSource } from './input-source.js';
import type { InputObserver, InputSource } from './types.js';

function next(input: Input, value: unknown): void {
  input.next(value);
}

/** Receives what an input emits: the source of a run, an attempt, or what a retry waits for. */
export abstract class Input implements InputObserver {
  /** Whether the input is active: it is subscribed, or a promise or a `next()` of it is pending. */
  working = true;
  /** Whether nothing more is accepted: the input has ended, or was stopped. */
  finished = false;
  /** Why it ended, unless it completed. */
  failure: Failure | undefined = undefined;
  protected source: InputSource | undefined = undefined;

  abstract readonly title: string;
  abstract get context(): AsyncContext | undefined;

  /** Starts the input. If creating it has stopped it, it is cancelled. */
  open(): void {
    try {
      this.source = inputSource(this.input(), this);
      if (this.finished) this.source?.cancel();
      else this.source?.start();
    } catch (reason) {
      this.error(reason);
    }
  }

  /** Pulls one more value. */
  pull(): void {
    this.working = true;
    this.source?.pull();
  }

  push(value: unknown, isLate: boolean): void {
    if (isLate) enter(this.context, next, this, value);
    else this.next(value);
  }

  resolve(value: unknown): void {
    this.next(value);
    this.complete();
  }

  complete(): void {
    this.finish(undefined);
  }

  error(reason: unknown): void {
    this.finish({ reason });
  }

  abstract next(value: unknown): void;
  /** The input does nothing for now: it waits to be pulled, or has ended. */
  abstract ready(): void;
  /** Creates the input. */
  protected abstract input(): unknown;

  private finish(failure: Failure | undefined): void {
    if (this.finished) return;
    this.finished = true;
    this.failure = failure;
    this.ready();
  }
}
