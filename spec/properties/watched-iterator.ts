import type { Attempt, Resource } from './attempt.js';

/** Reports every `next()` and `return()` of a synchronous iterator: an attempt's own, or one of its lists. */
export class WatchedIterator implements Iterator<unknown>, Resource {
  readonly what = 'iterator';
  running = false;
  private ended = false;
  /** Whether it ended in the very `next()` from inside which its consumer left: then it may be told to return, for nobody knew. */
  private endedUnheard = false;

  constructor(
    private readonly inner: Iterator<unknown>,
    private readonly attempt: Attempt,
    private readonly list: boolean,
  ) {
    if (list) attempt.lists++;
    else attempt.iterating = true;
    attempt.begunResting();
    attempt.open.add(this);
  }

  next(): IteratorResult<unknown> {
    const { attempt, list, inner } = this;
    if (this.ended) attempt.complain('C1 pulls an iterator that has ended');
    attempt.observation.record({ type: 'pulled', attempt, list });
    this.running = true;
    if (!list) attempt.work();
    attempt.inside();
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
    attempt.begunResting();
    return result;
  }

  return(): IteratorResult<unknown> {
    if (this.running) this.attempt.complain('C1 returns an iterator that is running');
    if (this.ended && !this.endedUnheard) this.attempt.complain('C1 returns an iterator that has ended');
    this.end();
    return this.inner.return?.() ?? { done: true, value: undefined };
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    this.endedUnheard = this.attempt.observation.state === 'left';
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
