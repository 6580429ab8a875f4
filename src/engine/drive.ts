import { from, observable, type ObservableInput, type Observer } from 'rxjs';
import { unfit } from '../check.js';
import { ArrayPull } from './array-pull.js';
import { InputSubscriber } from './input-subscriber.js';
import { IteratorPull } from './iterator-pull.js';

/** Who takes what is pulled: any number of values, then one end. After its end, or once cancelled, it ignores the rest. */
export interface PullSink extends Observer<unknown> {
  /** The input waits to be pulled. */
  rest(): void;
}

/** Who takes what an input gives, whoever drives it. */
export interface Sink extends PullSink {
  /** An Observable goes on after it has been subscribed to. */
  expand?(inner: InputSubscriber): void;
}

/** What drives an input: an Observable pushes, the others wait for the first `pull`, and after each value until their sink, told to `rest`, pulls again. */
export interface Driver {
  start(): void;
  /** Asks for one more value, which may come at once or later. */
  pull(): void;
  /** Stops the input for good, with `return()` where it has one. Whatever it still does is ignored. */
  cancel(): void;
}

/** Begins to drive an input; a promise answers by itself, and cannot be stopped. It throws what the input's own `then` or iterator method throws. */
export type Drive = (sink: Sink) => Driver | undefined;

export const INPUT = 'an Observable, promise, iterable or async iterable';

/**
 * Decides how an input is driven; undefined if it is no ObservableInput. That is what rxjs's own `from` takes, with two differences: a string, which
 * rxjs takes letter by letter, is none here, and what has both an iterator and a `length` is iterated, for not all such things have indices.
 */
export function driveOf(input: unknown): Drive | undefined {
  if (has(input, observable)) return (sink) => new InputSubscriber(from(input as unknown as ObservableInput<unknown>), sink);
  if (Array.isArray(input)) return (sink) => new ArrayPull(input, sink);
  if (has(input, 'then')) return (sink) => answer(input as unknown as PromiseLike<unknown>, sink);
  if (has(input, Symbol.asyncIterator)) return (sink) => new IteratorPull(input[Symbol.asyncIterator]() as AsyncIterator<unknown>, sink, true);
  if (has(input, Symbol.iterator)) return (sink) => new IteratorPull(input[Symbol.iterator]() as Iterator<unknown>, sink);
  if (has(input, 'getReader')) return (sink) => new IteratorPull(readerIterator(input.getReader() as ReadableStreamDefaultReader), sink, true);
  if (isArrayLike(input)) return (sink) => new ArrayPull(input, sink);
  return undefined;
}

/**
 * Drives a list, whose elements are pulled one at a time.
 *
 * @throws TypeError if it is not iterable (a string counts as not); and what its own iterator method throws
 */
export function driveList(list: unknown, sink: PullSink): Driver {
  if (Array.isArray(list)) return new ArrayPull(list, sink);
  if (typeof list === 'object' && has(list, Symbol.iterator)) return new IteratorPull(list[Symbol.iterator]() as Iterator<unknown>, sink);
  throw unfit('a list', 'iterable', list);
}

function has<K extends PropertyKey>(input: unknown, key: K): input is Record<K, () => unknown> {
  return typeof input !== 'string' && typeof (input as Partial<Record<K, unknown>> | null | undefined)?.[key] === 'function';
}

function isArrayLike(input: unknown): input is ArrayLike<unknown> {
  return typeof input === 'object' && typeof (input as { length?: unknown } | null)?.length === 'number';
}

function answer(promise: PromiseLike<unknown>, sink: Sink): undefined {
  promise.then(
    (value) => {
      sink.next(value);
      sink.complete();
    },
    (reason: unknown) => {
      sink.error(reason);
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
