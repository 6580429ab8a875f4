import { has } from '../../check.js';
import { quote } from '../../quote.js';
import { VirtualPromise } from './virtual-promise.js';

/**
 * Handles a config, a response or a failure. The parameter is `never`, because axios has its own
 * types for these.
 */
type Handler = ((value: never) => unknown) | null | undefined;

interface Interceptor {
  readonly fulfilled: Handler;
  readonly rejected: Handler;
  readonly runWhen?: ((config: never) => boolean) | null | undefined;
}

/**
 * The interceptors of requests or of responses. As in axios, except that they must return
 * synchronously.
 */
export interface FakeInterceptors {
  /** Adds an interceptor, and returns its id for `eject`. */
  use(
    fulfilled?: ((value: never) => unknown) | null,
    rejected?: ((reason: never) => unknown) | null,
    options?: { readonly runWhen?: ((config: never) => boolean) | null },
  ): number;
  eject(id: number): void;
  clear(): void;
}

/** Adds interceptors to a chain of virtual promises. */
export class InterceptorChain implements FakeInterceptors {
  #interceptors = new Map<number, Interceptor>();
  #next = 0;
  readonly #noteProblem: (error: Error) => void;

  /** @param noteProblem - receives the error that fails the test */
  constructor(noteProblem: (error: Error) => void) {
    this.#noteProblem = noteProblem;
  }

  use(fulfilled?: Handler, rejected?: Handler, { runWhen }: Pick<Interceptor, 'runWhen'> = {}): number {
    this.#interceptors.set(this.#next, { fulfilled, rejected, runWhen });
    return this.#next++;
  }

  eject(id: number): void {
    this.#interceptors.delete(id);
  }

  clear(): void {
    this.#interceptors.clear();
  }

  /**
   * The current interceptors, in the order in which they were added.
   *
   * @param config - the config of the request
   */
  for(config: object): ((promise: VirtualPromise<unknown>) => VirtualPromise<unknown>)[] {
    return [...this.#interceptors.values()]
      .filter(({ runWhen }) => typeof runWhen !== 'function' || runWhen(config as never))
      .map(
        ({ fulfilled, rejected }) =>
          (promise) =>
            promise.then(this.#played(fulfilled), this.#played(rejected)),
      );
  }

  /** The same handler, which fails the test if it returns a promise. */
  #played(handler: Handler): ((value: unknown) => unknown) | undefined {
    if (typeof handler !== 'function') return undefined;
    return (value) => {
      const result = handler(value as never);
      if (has(result, 'then') && !(result instanceof VirtualPromise))
        this.#noteProblem(
          new Error(`fakeAxios: an interceptor returned ${quote(result)}, which settles in real time, not in virtual time: return the value itself`),
        );
      return result;
    };
  }
}
