import { from, observable, type ObservableInput, type Observer } from 'rxjs';
import { fits, has, unfit, type Rule } from '../check.js';
import { assume, enter, type AsyncContext } from './async-context.js';
import { ArrayPull } from './array-pull.js';
import { InputSubscriber } from './input-subscriber.js';
import { IteratorPull } from './iterator-pull.js';

/** A constant of ours: where modules are compiled to CommonJS, an import is read anew each time. */
const OBSERVABLE = observable;

/** Who takes what is pulled: any number of values, then one end. After its end, or once cancelled, it ignores the rest. */
export interface PullSink extends Observer<unknown> {
  /** What the input is called in messages. */
  readonly title: string;
  /** The async context in which it takes what it is given. */
  readonly context: AsyncContext | undefined;
  /** The input waits to be pulled. */
  rest(): void;
}

/** Who takes what an input gives, whoever drives it. */
export interface Sink extends PullSink {
  /** Takes a value that is the only one, and the end with it. */
  answer(value: unknown): void;
  /** Takes a value that an Observable pushes once it has been subscribed to, in whatever async context. */
  push(value: unknown): void;
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

export const INPUT: Rule = ['an Observable, a promise, an iterable or an async iterable', isInput];

export const LIST: Rule = ['iterable', (value) => typeof value === 'object' && has(value, Symbol.iterator)];

const METHODS = [OBSERVABLE, 'then', Symbol.asyncIterator, Symbol.iterator, 'getReader'];

/**
 * Decides how an input is driven: an Observable pushes and a promise answers, both by themselves; the others are pulled. An input is what rxjs's own
 * `from` takes, with two differences: a string, which rxjs takes letter by letter, is none here, and what has both an iterator and a `length` is
 * iterated, for not all such things have indices.
 *
 * @returns what drives the input, unless it is a promise, which has begun and cannot be stopped
 * @throws TypeError if it is no ObservableInput; and what its own `then` or iterator method throws
 */
export function drive(input: unknown, sink: Sink): Driver | undefined {
  // Most projects give one of these.
  if (input instanceof Promise && !(OBSERVABLE in input)) {
    input.then(
      (value) => {
        const before = assume(sink.context);
        try {
          sink.answer(value);
        } finally {
          assume(before);
        }
      },
      (reason: unknown) => {
        const before = assume(sink.context);
        try {
          sink.error(reason);
        } finally {
          assume(before);
        }
      },
    );
    return undefined;
  }
  if (has(input, OBSERVABLE)) return new InputSubscriber(from(input as unknown as ObservableInput<unknown>), sink);
  if (Array.isArray(input)) return new ArrayPull(input, sink);
  if (has(input, 'then')) {
    answer(input as unknown as PromiseLike<unknown>, sink);
    return undefined;
  }
  if (has(input, Symbol.asyncIterator)) return new IteratorPull(input[Symbol.asyncIterator]() as AsyncIterator<unknown>, sink, true);
  if (has(input, Symbol.iterator)) return new IteratorPull(input[Symbol.iterator]() as Iterator<unknown>, sink);
  if (has(input, 'getReader')) return new IteratorPull(readerIterator(input.getReader() as ReadableStreamDefaultReader), sink, true);
  if (isArrayLike(input)) return new ArrayPull(input, sink);
  throw unfit(sink.title, INPUT, input);
}

/**
 * Drives a list, whose elements are pulled one at a time.
 *
 * @throws TypeError if it is not iterable (a string counts as not); and what its own iterator method throws
 */
export function driveList(list: unknown, sink: PullSink): Driver {
  if (Array.isArray(list)) return new ArrayPull(list, sink);
  if (!fits(LIST, list)) throw unfit(sink.title, LIST, list);
  return new IteratorPull((list as Iterable<unknown>)[Symbol.iterator](), sink);
}

/** Whether a value is an input. @throws what it throws when it is looked at */
export function isInput(value: unknown): boolean {
  return METHODS.some((method) => has(value, method)) || isArrayLike(value);
}

function isArrayLike(input: unknown): input is ArrayLike<unknown> {
  return typeof input === 'object' && typeof (input as { length?: unknown } | null)?.length === 'number';
}

function resolve(sink: Sink, value: unknown): void {
  sink.answer(value);
}

function fail(sink: PullSink, reason: unknown): void {
  sink.error(reason);
}

/** A thenable that is no promise may answer again, even from within what follows. */
function answer(thenable: PromiseLike<unknown>, sink: Sink): void {
  let answered = false;
  thenable.then(
    (value) => {
      if (answered) return;
      answered = true;
      enter(sink.context, resolve, sink, value);
    },
    (reason: unknown) => {
      enter(sink.context, fail, sink, reason);
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
