import { OBJECT } from '../../check.js';
import { quote } from '../../quote.js';
import { assume, restore } from '../async-context.js';
import type { InputSource, PullObserver } from './types.js';

/**
 * Pulls an iterator, one `next()` at a time. Synchronous iterators return their value immediately,
 * asynchronous ones when their promise settles.
 */
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
    // Its own `next()` cancelled it; `return()` cannot be called within that.
    if (this.ended as boolean) this.close();
    if (this.asynchronous) this.await(result);
    else this.take(result);
  }

  cancel(): void {
    if (this.ended) return;
    this.ended = true;
    if (!this.running) this.close();
  }

  /** Reads a result when its promise has settled. Reading `then` or `constructor` may throw. */
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
    // Reading the result may have cancelled it, too.
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

  /**
   * Ends the iterator early. Errors of `return()`, thrown or rejected later, are ignored: no branch
   * or caller could get them.
   */
  private close(): void {
    try {
      Promise.resolve(this.iterator.return?.()).catch(() => undefined);
    } catch {
      // See above.
    }
  }
}
