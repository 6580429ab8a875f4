import { has } from '../../check.js';

/** A callback that waits for the promise to settle. */
interface Waiter<T> {
  fulfilled(value: T): void;
  rejected(reason: unknown): void;
}

/** Rejections that nothing handles yet. */
export type Unhandled = Set<{ readonly reason: unknown }>;

/**
 * A promise that calls back in the same turn in which it settles: virtual time does not wait for
 * microtasks.
 */
export class VirtualPromise<T> implements Promise<T> {
  readonly [Symbol.toStringTag] = 'VirtualPromise';
  #waiters: Waiter<T>[] = [];
  #tell: ((waiter: Waiter<T>) => void) | undefined;
  #rejection: { readonly reason: unknown } | undefined;
  readonly #unhandled: Unhandled;

  /** @param unhandled - where a rejection is recorded until something handles it */
  constructor(unhandled: Unhandled) {
    this.#unhandled = unhandled;
  }

  /** A promise that is already fulfilled. */
  static of<T>(value: T, unhandled: Unhandled): VirtualPromise<T> {
    const promise = new VirtualPromise<T>(unhandled);
    promise.fulfil(value);
    return promise;
  }

  fulfil(value: T): void {
    this.#settle((waiter) => {
      waiter.fulfilled(value);
    });
  }

  reject(reason: unknown): void {
    if (this.#tell === undefined && this.#waiters.length === 0) {
      this.#rejection = { reason };
      this.#unhandled.add(this.#rejection);
    }
    this.#settle((waiter) => {
      waiter.rejected(reason);
    });
  }

  then<F = T, R = never>(
    onFulfilled?: ((value: T) => F | PromiseLike<F>) | null,
    onRejected?: ((reason: unknown) => R | PromiseLike<R>) | null,
  ): VirtualPromise<F | R> {
    const result = new VirtualPromise<F | R>(this.#unhandled);
    const answer = <V>(handler: (value: V) => F | R | PromiseLike<F | R>, value: V): void => {
      try {
        result.#follow(handler(value));
      } catch (reason) {
        result.reject(reason);
      }
    };
    this.#wait({
      fulfilled: (value) => {
        if (onFulfilled) answer(onFulfilled, value);
        else result.fulfil(value as unknown as F);
      },
      rejected: (reason) => {
        if (onRejected) answer(onRejected, reason);
        else result.reject(reason);
      },
    });
    return result;
  }

  catch<R = never>(onRejected?: ((reason: unknown) => R | PromiseLike<R>) | null): VirtualPromise<T | R> {
    return this.then(undefined, onRejected);
  }

  /**
   * Settles as this promise does, once `onFinally` has been called; if that throws, it rejects with
   * the error. The result of `onFinally` is not awaited.
   */
  finally(onFinally?: (() => void) | null): VirtualPromise<T> {
    return this.then(
      (value) => {
        onFinally?.();
        return value;
      },
      (reason: unknown) => {
        onFinally?.();
        throw reason;
      },
    );
  }

  #follow(value: T | PromiseLike<T>): void {
    if (has(value, 'then')) {
      value.then(
        (own) => {
          this.fulfil(own);
        },
        (reason: unknown) => {
          this.reject(reason);
        },
      );
    } else this.fulfil(value);
  }

  #wait(waiter: Waiter<T>): void {
    if (this.#rejection) this.#unhandled.delete(this.#rejection);
    if (this.#tell) this.#tell(waiter);
    else this.#waiters.push(waiter);
  }

  #settle(tell: (waiter: Waiter<T>) => void): void {
    if (this.#tell) return;
    this.#tell = tell;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) tell(waiter);
  }
}
