import { check, FUNCTION } from './check.js';
import { connectorOf, segmentOf } from './compose.js';
import type { Behind } from './misfit.js';
import type { Before, Fed, Inputs, Joinable, Open, Place, Segment } from './segment.js';

/**
 * Gives a segment the inputs that pass a test. Nothing comes of the others: no branch, and no outcome.
 *
 * ```text
 * source    a--B--c--D--|
 * isUpper   B, D
 * outcomes  ---x-----y--|
 * ```
 *
 * Use when only some values need a stage, and within {@link fork} to route each value to the segments that take it; prefer a stage
 * that returns an empty list when the decision needs a request.
 *
 * - Order: an input that passes makes its branch in the same turn.
 * - Failure: a test that throws rejects the input's branch at the first stage of the segment, with `attempts: 0`.
 * - Concurrency: the test runs synchronously, and holds no slot.
 * - Cancellation: the pipeline's.
 *
 * @example
 * ```ts
 * import { fork, pipeline, stage, when } from 'rxjs-stages';
 *
 * type Entry = { kind: 'file'; size: number } | { kind: 'folder'; entries: string[] };
 * const isFile = (entry: Entry): entry is Extract<Entry, { kind: 'file' }> => entry.kind === 'file';
 *
 * const list = pipeline(
 *   stage('entry', (name: string): Entry[] => [name.endsWith('/') ? { kind: 'folder', entries: [] } : { kind: 'file', size: 3 }]),
 *   fork(
 *     when(isFile, stage('size', (file) => Promise.resolve(file.size))),
 *     // TypeScript 5.5 and newer narrow by an inline test, too.
 *     when((entry) => entry.kind === 'folder', stage('count', (folder) => Promise.resolve(folder.entries.length))),
 *   ),
 * );
 *
 * for await (const outcome of list(['readme.md', 'src/'])) console.log(outcome.stage, outcome.status);
 * ```
 *
 * @param test - tells whether the segment takes an input; a type predicate narrows the input of the segment
 * @param segment - a stage, a pipeline or any other segment
 * @returns a segment
 * @throws TypeError if an argument is invalid
 */
export function when<T, F, O, S, P extends Inputs = []>(
  test: F & ((input: T) => boolean),
  segment: Joinable<Passed<F, T>, O, Before<P>, S>,
): Segment<T, O, Place<S, P>, Fed<Passed<F, T>, S>>;
/* Never match. With them the compiler has so many signatures to report that it reports the last one alone. */
export function when(...nothing: [never, never]): Segment<never, never, Inputs, never>;
export function when(...nothing: [never, never, never?]): Segment<never, never, Inputs, never>;
/** Matches calls that do not fit: the type of the parameter says why. */
export function when<T, F, A = Open, P extends Inputs = []>(
  test: F & ((input: T) => boolean),
  segment: Behind<P, Passed<F, T>, A>,
): Segment<T, never, Place<A, P>, never>;
export function when(test: (input: never) => boolean, segment: unknown): unknown {
  check('when: test', FUNCTION, test);
  const connect = connectorOf('when: segment', segment);
  return segmentOf('when', (then) => [{ test: test as (value: unknown) => boolean, then: connect(then) }]);
}

/** What passes a test: what its type predicate says, if it has one. */
export type Passed<F, T> = F extends (input: Open) => input is infer U ? U : T;
