import { propertyOf } from '../property-of.js';
import type { Body } from './body-observer.js';
import { discardBody, followBody } from './body.js';

/** Receives how a request ends. */
interface RequestObserver {
  readonly closed: boolean;
  complete(): void;
  error(reason: unknown): void;
}

/**
 * The bodies of one request. The client shows each body twice: when its response arrives, and in
 * its answer. Usually both are the same stream. But interceptors may wrap it, pipe it into another
 * one, read it, drop it, or repeat the request.
 */
export class Bodies {
  readonly #request: RequestObserver;
  readonly #open = new Set<Body>();
  /** Once the client has answered, the request ends with this body. */
  #main: Body | undefined;
  #isAnswered = false;
  #failure: { readonly reason: unknown } | undefined;
  /** Whether a body did not reach its end, so that its connection may still be open. */
  #isCutShort = false;

  constructor(request: RequestObserver) {
    this.#request = request;
  }

  /** Whether a connection may still be open. */
  get open(): boolean {
    return this.#isCutShort || this.#open.size > 0;
  }

  /**
   * Follows what may be the body of a response. If there was one before, the client has repeated
   * its request, and nothing reads the earlier body.
   *
   * @returns what to read instead
   */
  take(data: unknown): unknown {
    if (this.#request.closed) {
      discardBody(data);
      return data;
    }
    const before = [...this.#open];
    const body = this.#follow(data);
    if (body === undefined) return data;
    this.#end(before);
    return body.data;
  }

  /**
   * Follows the client's answer: a response, or what interceptors made of it.
   *
   * @returns what to pass on instead
   */
  answer(answer: unknown): unknown {
    const data = propertyOf(answer, 'data');
    const known = this.#known(answer) ?? this.#known(data);
    const itself = known === undefined ? this.#follow(answer) : undefined;
    const part = known === undefined && itself === undefined ? this.#follow(data) : undefined;
    this.#main = known ?? itself ?? part ?? [...this.#open][0];
    if (itself !== undefined) return itself.data;
    return part === undefined || part.data === data ? answer : { ...(answer as object), data: part.data };
  }

  /** The answer has been passed on. Ends the request, unless a body is open. */
  answered(): void {
    this.#isAnswered = true;
    if (this.#failure !== undefined) this.#request.error(this.#failure.reason);
    else if (this.#main === undefined || !this.#open.has(this.#main)) this.#request.complete();
  }

  /** Destroys what may be the body of a failure, or of an answer that comes too late. */
  discard(data: unknown): void {
    if (this.#known(data) === undefined && discardBody(data)) this.#isCutShort = true;
  }

  /**
   * Destroys all bodies. Their readers get `reason` as the error, or that of the body that failed.
   */
  destroy(reason: unknown): void {
    this.#end([...this.#open], this.#failure === undefined ? reason : this.#failure.reason);
  }

  #known(data: unknown): Body | undefined {
    return [...this.#open].find((body) => body.data === data);
  }

  #follow(data: unknown): Body | undefined {
    const body = followBody(data, {
      ended: () => {
        if (this.#close(body) && body === this.#main) this.#request.complete();
      },
      left: () => {
        this.#isCutShort ||= this.#close(body);
        if (this.#isCutShort && body === this.#main) this.#request.complete();
      },
      failed: (reason) => {
        if (!this.#close(body)) return;
        this.#isCutShort = true;
        this.#failure ??= { reason };
        if (this.#isAnswered) this.#request.error(reason);
      },
    });
    if (body !== undefined) this.#open.add(body);
    return body;
  }

  /** @returns whether it was open */
  #close(body: Body | undefined): boolean {
    return body !== undefined && this.#open.delete(body);
  }

  #end(bodies: readonly Body[], reason?: unknown): void {
    for (const body of bodies) if (this.#close(body)) this.#isCutShort = true;
    for (const body of bodies) body.destroy(reason);
  }
}
