import { Observable } from 'rxjs';
import type { ContextKind } from './watch.js';

/**
 * A client that answers all its callers from one timer and in a context of its own, as one that
 * shares a socket does.
 */
export class Hub {
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly kind: ContextKind,
    private readonly ms = 1,
  ) {}

  /** An Observable that emits from the hub's context. */
  observe<T>(...values: readonly T[]): Observable<T> {
    return new Observable((subscriber) => {
      this.ask(() => {
        for (const value of values) subscriber.next(value);
        subscriber.complete();
      });
    });
  }

  /** Fails from the hub's context. */
  fail(reason: unknown): Observable<never> {
    return new Observable((subscriber) => {
      this.ask(() => {
        subscriber.error(reason);
      });
    });
  }

  /** A thenable that calls back from the hub's context. */
  promise<T>(value: T): PromiseLike<T> & object {
    return {
      then: (resolve?: ((value: T) => unknown) | null) => {
        this.ask(() => resolve?.(value));
        return undefined as never;
      },
    };
  }

  /** Answers all that wait, from the hub's context, whoever calls. */
  flush(): void {
    this.kind.enter('hub', () => {
      for (const each of this.waiting.splice(0)) each();
    });
  }

  private ask(answer: () => void): void {
    this.waiting.push(answer);
    if (this.waiting.length > 1) return;
    this.kind.enter('hub', () => {
      setTimeout(() => {
        this.flush();
      }, this.ms);
    });
  }
}
