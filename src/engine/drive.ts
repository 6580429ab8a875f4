import { from, Observable, observable } from 'rxjs';
import { quote } from '../quote.js';
import { ArrayPull } from './array-pull.js';
import { IteratorPull } from './iterator-pull.js';

/** Who takes what is pulled: any number of values, then one end. After its end, or once cancelled, it ignores the rest. */
export interface PullSink {
  value(value: unknown): void;
  /** The input waits to be pulled. */
  ready(): void;
  complete(): void;
  fail(reason: unknown): void;
}

/** Who takes what an input gives, whoever drives it. */
export interface Sink extends PullSink {
  /** Subscribes to an input that pushes: the source and the stages each have their own way. */
  subscribeTo(input: Observable<unknown>): void;
}

/** What drives an input that is pulled: it waits for the first `pull`, and after each value until its sink, told `ready`, pulls again. */
export interface Driver {
  /** Asks for one more value, which may come at once or later. */
  pull(): void;
  /** Stops the input for good, with `return()` where it has one. Whatever it still does is ignored. */
  cancel(): void;
}

/** Its own binding: read from a CommonJS module, an export is a getter's call. */
const interop = observable;

export const INPUT = 'an Observable, promise, iterable or async iterable';

type Kind = 'observable' | 'interop' | 'array' | 'promise' | 'async iterable' | 'iterable' | 'stream';

/**
 * Recognises an ObservableInput as rxjs's own `from` does, with two differences: a string, which rxjs takes letter by letter, is none here, and
 * what has both an iterator and a `length` is iterated, for not all such things have indices.
 */
export function kindOf(input: unknown): Kind | undefined {
  if (input instanceof Observable) return 'observable';
  if ((typeof input !== 'object' && typeof input !== 'function') || input === null) return undefined;
  if (has(input, interop)) return 'interop';
  if (Array.isArray(input)) return 'array';
  if (has(input, 'then')) return 'promise';
  if (has(input, Symbol.asyncIterator)) return 'async iterable';
  if (has(input, Symbol.iterator)) return 'iterable';
  if (has(input, 'getReader')) return 'stream';
  return isArrayLike(input) ? 'array' : undefined;
}

/**
 * Decides who drives an input: an Observable pushes and a promise answers, both by themselves; the others are pulled.
 *
 * @returns what drives the input, where it is pulled and not empty
 * @throws TypeError if it is no ObservableInput; and what its own `then` or iterator method throws
 */
export function drive(input: unknown, sink: Sink): Driver | undefined {
  switch (kindOf(input)) {
    case 'observable':
      sink.subscribeTo(input as Observable<unknown>);
      return undefined;
    case 'interop':
      sink.subscribeTo(from(input as Observable<unknown>));
      return undefined;
    case 'promise':
      answer(input as PromiseLike<unknown>, sink);
      return undefined;
    case 'array':
      if ((input as ArrayLike<unknown>).length > 0) return new ArrayPull(input as ArrayLike<unknown>, sink);
      sink.complete();
      return undefined;
    case 'iterable':
      return new IteratorPull((input as Iterable<unknown>)[Symbol.iterator](), sink, false);
    case 'async iterable':
      return new IteratorPull((input as AsyncIterable<unknown>)[Symbol.asyncIterator](), sink, true);
    case 'stream':
      return new IteratorPull(readerIterator((input as ReadableStream).getReader()), sink, true);
    default:
      throw unfit('a result', INPUT, input);
  }
}

/**
 * Drives a list, whose elements are pulled one at a time.
 *
 * @returns what drives the list, unless it is an empty array
 * @throws TypeError if it is not iterable (a string counts as not); and what its own iterator method throws
 */
export function driveList(list: unknown, sink: PullSink): Driver | undefined {
  if (typeof list === 'object' && list !== null) {
    if (Array.isArray(list)) return list.length > 0 ? new ArrayPull(list, sink) : undefined;
    if (has(list, Symbol.iterator)) return new IteratorPull((list as Iterable<unknown>)[Symbol.iterator](), sink, false);
  }
  throw unfit('a list', 'iterable', list);
}

/** The error for what should have been something else; a string is hinted at, for its letters would do in most places. */
export function unfit(what: string, expected: string, value: unknown): TypeError {
  return new TypeError(`${what} must be ${expected}, got ${quote(value)}${typeof value === 'string' ? `: wrap it, [${quote(value)}]` : ''}`);
}

function has(input: object, key: PropertyKey): boolean {
  return typeof (input as Record<PropertyKey, unknown>)[key] === 'function';
}

function isArrayLike(input: object): input is ArrayLike<unknown> {
  return typeof input !== 'function' && typeof (input as { length?: unknown }).length === 'number';
}

function answer(promise: PromiseLike<unknown>, sink: Sink): void {
  promise.then(
    (value) => {
      sink.value(value);
      sink.complete();
    },
    (reason: unknown) => {
      sink.fail(reason);
    },
  );
}

/** A stream that is not async-iterable itself, as in browsers that lack it. */
function readerIterator(reader: ReadableStreamDefaultReader<unknown>): AsyncIterator<unknown> {
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown>>,
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}
