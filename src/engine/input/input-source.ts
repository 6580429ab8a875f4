import { from, observable, type ObservableInput } from 'rxjs';
import { fits, has, unfit, type Rule } from '../../check.js';
import { assume, enter, restore } from '../async-context.js';
import { ArraySource } from './array-source.js';
import { IteratorSource } from './iterator-source.js';
import { ObservableSource } from './observable-source.js';
import type { InputObserver, InputSource, PullObserver } from './types.js';

/**
 * The method that identifies Observables. It is a local constant because in CommonJS an import is
 * read anew each time.
 */
export const OBSERVABLE = observable;

export const INPUT: Rule = ['an Observable, a promise, an iterable or an async iterable', isInput];

export const LIST: Rule = ['iterable', (value) => typeof value === 'object' && has(value, Symbol.iterator)];

const METHODS = [OBSERVABLE, 'then', Symbol.asyncIterator, Symbol.iterator, 'getReader'];

/**
 * Decides how an input is driven. An Observable pushes and a promise resolves by itself; the others
 * are pulled.
 *
 * Inputs are those of RxJS's `from`, with two differences. A string, which RxJS reads letter by
 * letter, is not an input. Something with both an iterator and a `length` is iterated, because not
 * all such things have indices.
 *
 * @returns the source of the input; `undefined` for a promise, which has begun and cannot be
 *   stopped
 * @throws TypeError if it is not an ObservableInput; what its own `then` or iterator method throws
 */
export function inputSource(input: unknown, observer: InputObserver): InputSource | undefined {
  // Most projects return one of these.
  if (input instanceof Promise && !(OBSERVABLE in input)) {
    input.then(
      (value) => {
        const before = assume(observer.context);
        try {
          observer.resolve(value);
        } finally {
          restore(before);
        }
      },
      (reason: unknown) => {
        const before = assume(observer.context);
        try {
          observer.error(reason);
        } finally {
          restore(before);
        }
      },
    );
    return undefined;
  }
  if (has(input, OBSERVABLE)) return new ObservableSource(from(input as unknown as ObservableInput<unknown>), observer);
  if (Array.isArray(input)) return new ArraySource(input, observer);
  if (has(input, 'then')) {
    follow(input as unknown as PromiseLike<unknown>, observer);
    return undefined;
  }
  if (has(input, Symbol.asyncIterator)) return new IteratorSource(input[Symbol.asyncIterator]() as AsyncIterator<unknown>, observer, true);
  if (has(input, Symbol.iterator)) return new IteratorSource(input[Symbol.iterator]() as Iterator<unknown>, observer);
  if (has(input, 'getReader')) return new IteratorSource(readerIterator(input.getReader() as ReadableStreamDefaultReader), observer, true);
  if (isArrayLike(input)) return new ArraySource(input, observer);
  throw unfit(observer.title, INPUT, input);
}

/**
 * Drives a list, whose elements are pulled one at a time.
 *
 * @throws TypeError if it is not iterable, or a string; what its own iterator method throws
 */
export function listSource(list: unknown, observer: PullObserver): InputSource {
  if (Array.isArray(list)) return new ArraySource(list, observer);
  if (!fits(LIST, list)) throw unfit(observer.title, LIST, list);
  return new IteratorSource((list as Iterable<unknown>)[Symbol.iterator](), observer);
}

/**
 * Whether a value is an input.
 *
 * @throws what inspecting it throws
 */
export function isInput(value: unknown): boolean {
  return METHODS.some((method) => has(value, method)) || isArrayLike(value);
}

function isArrayLike(input: unknown): input is ArrayLike<unknown> {
  return typeof input === 'object' && typeof (input as { length?: unknown } | null)?.length === 'number';
}

function resolve(observer: InputObserver, value: unknown): void {
  observer.resolve(value);
}

function fail(observer: PullObserver, reason: unknown): void {
  observer.error(reason);
}

/** A thenable that is not a promise may resolve more than once, even synchronously. */
function follow(thenable: PromiseLike<unknown>, observer: InputObserver): void {
  let isResolved = false;
  thenable.then(
    (value) => {
      if (isResolved) return;
      isResolved = true;
      enter(observer.context, resolve, observer, value);
    },
    (reason: unknown) => {
      enter(observer.context, fail, observer, reason);
    },
  );
}

/** The iterator of a stream that is not async-iterable itself, as in some browsers. */
function readerIterator(reader: ReadableStreamDefaultReader<unknown>): AsyncIterator<unknown> {
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown>>,
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}
