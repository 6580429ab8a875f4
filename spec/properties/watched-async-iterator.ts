import type { Attempt, Resource } from './attempt.js';

/** Reports every `next()` and `return()` of an asynchronous iterator. */
export class WatchedAsyncIterator implements AsyncIterator<unknown>, Resource {
  readonly what = 'iterator';
  running = false;
  private ended = false;
  /** Whether who asked must have heard that it has ended. */
  private endHeard = false;
  private pending = false;

  constructor(
    private readonly inner: AsyncIterator<unknown>,
    private readonly attempt: Attempt,
  ) {
    attempt.iterating = true;
    attempt.open.add(this);
  }

  next(): Promise<IteratorResult<unknown>> {
    const { attempt, inner } = this;
    if (this.ended) attempt.complain('C1 pulls an iterator that has ended');
    if (this.pending) attempt.complain('B2 pulls an iterator that has not answered yet');
    attempt.observation.record({ type: 'pulled', attempt, list: false });
    this.pending = true;
    this.running = true;
    attempt.work();
    attempt.inside();
    let result: Promise<IteratorResult<unknown>>;
    try {
      result = inner.next();
    } catch (reason) {
      this.answered();
      this.end();
      throw reason;
    } finally {
      this.running = false;
    }
    return this.follow(result);
  }

  return(): Promise<IteratorResult<unknown>> {
    if (this.endHeard) this.attempt.complain('C1 returns an iterator that has ended');
    if (this.pending) this.answered();
    this.end();
    return this.inner.return?.() ?? Promise.resolve({ done: true, value: undefined });
  }

  private async follow(pending: Promise<IteratorResult<unknown>>): Promise<IteratorResult<unknown>> {
    try {
      const result = await pending;
      this.answered();
      this.attempt.begunResting();
      if (result.done === true) this.end();
      else if (Array.isArray(result.value)) this.attempt.given += result.value.length;
      return result;
    } catch (reason) {
      this.answered();
      this.end();
      throw reason;
    }
  }

  private answered(): void {
    if (!this.pending) return;
    this.pending = false;
    this.attempt.rest();
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    // A microtask brings the answer, and this one comes after it.
    queueMicrotask(() => {
      queueMicrotask(() => {
        this.endHeard = true;
      });
    });
    this.attempt.iterating = false;
    this.attempt.open.delete(this);
  }
}
