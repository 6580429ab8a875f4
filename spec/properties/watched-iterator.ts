import type { Attempt, Resource } from './attempt.js';

let rests = 0;

/** Reports every `next()` and `return()` of a synchronous iterator: an attempt's own, or one of its lists. */
export class WatchedIterator implements Iterator<unknown>, Resource {
  readonly what = 'iterator';
  running = false;
  private ended = false;

  constructor(
    private readonly inner: Iterator<unknown>,
    private readonly attempt: Attempt,
    private readonly list: boolean,
  ) {
    if (list) attempt.lists++;
    else attempt.iterating = true;
    attempt.since = ++rests;
    attempt.open.add(this);
  }

  next(): IteratorResult<unknown> {
    const { attempt, list, inner } = this;
    if (this.ended) attempt.complain('C1 pulls an iterator that has ended');
    attempt.observation.record({ type: 'pulled', attempt, list });
    this.running = true;
    if (!list) attempt.work();
    let result: IteratorResult<unknown> = { done: true, value: undefined };
    try {
      result = inner.next();
    } finally {
      this.running = false;
      if (!list) attempt.rest();
      if (result.done === true) this.end();
    }
    if (result.done === true) return result;
    if (list) attempt.taken++;
    else if (Array.isArray(result.value)) attempt.given += result.value.length;
    attempt.since = ++rests;
    return result;
  }

  return(): IteratorResult<unknown> {
    if (this.running) this.attempt.complain('C1 returns an iterator that is running');
    if (this.ended) this.attempt.complain('C1 returns an iterator that has ended');
    else this.end();
    return this.inner.return?.() ?? { done: true, value: undefined };
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    if (this.list) this.attempt.lists--;
    else this.attempt.iterating = false;
    this.attempt.open.delete(this);
  }
}

/** The same iterator, without a `return()`: there is nothing to close. */
export function withoutReturn(iterator: WatchedIterator, attempt: Attempt): Iterator<unknown> {
  attempt.open.delete(iterator);
  return { next: () => iterator.next() };
}

/** Reports every `next()` and `return()` of an asynchronous iterator. */
export class WatchedAsyncIterator implements AsyncIterator<unknown>, Resource {
  readonly what = 'iterator';
  readonly running = false;
  private endedAt = Infinity;
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
    if (this.endedAt < Infinity) attempt.complain('C1 pulls an iterator that has ended');
    if (this.pending) attempt.complain('B2 pulls an iterator that has not answered yet');
    attempt.observation.record({ type: 'pulled', attempt, list: false });
    this.pending = true;
    attempt.work();
    let result: Promise<IteratorResult<unknown>>;
    try {
      result = inner.next();
    } catch (reason) {
      this.answered();
      this.end();
      throw reason;
    }
    return this.follow(result);
  }

  return(): Promise<IteratorResult<unknown>> {
    // Who leaves at the very frame of the end may not have heard of it: that takes a microtask.
    if (this.endedAt < this.attempt.observation.now()) this.attempt.complain('C1 returns an iterator that has ended');
    if (this.pending) this.answered();
    this.end();
    return this.inner.return?.() ?? Promise.resolve({ done: true, value: undefined });
  }

  private async follow(pending: Promise<IteratorResult<unknown>>): Promise<IteratorResult<unknown>> {
    try {
      const result = await pending;
      this.answered();
      this.attempt.since = ++rests;
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
    if (this.endedAt < Infinity) return;
    this.endedAt = this.attempt.observation.now();
    this.attempt.iterating = false;
    this.attempt.open.delete(this);
  }
}
