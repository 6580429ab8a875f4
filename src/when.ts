import { check, FUNCTION } from './check.js';
import { connectorOf, segmentOf } from './compose.js';
import type { Behind } from './misfit.js';
import type { Before, Fed, Inputs, Joinable, Open, Place, Segment } from './segment.js';

/**
 * Passes only the inputs that pass a test on to a segment. Other inputs create no branch and no
 * outcome.
 *
 * ```text
 * source    a--B--c--D--|
 * isUpper   B, D
 * outcomes  ---x-----y--|
 * ```
 *
 * Use when only some values need a stage, and within {@link fork} to route each value to the
 * segments that need it; prefer a stage that returns an empty list when the decision needs a
 * request.
 *
 * - Order: an input that passes creates its branch in the same turn.
 * - Failure: a test that throws rejects the input's branch at the first stage of the segment, with
 *   `attempts: 0`.
 * - Concurrency: the test runs synchronously, and holds no slot.
 * - Cancellation: as the pipeline.
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
 * @param test - returns whether the input goes to the segment; a type predicate narrows the
 *   segment's input
 * @param segment - a stage, a pipeline or any other segment
 * @returns a segment
 * @throws TypeError if an argument is invalid
 */
export function when<T, F, O, S, P extends Inputs = []>(
  test: F & ((input: T) => boolean),
  segment: Joinable<Passed<F, T>, O, Before<P>, S>,
): Segment<T, O, Place<S, P>, Fed<Passed<F, T>, S>>;
/* Never match. Given so many signatures, the compiler reports only the last one. */
export function when(...nothing: [never, never]): Segment<never, never, Inputs, never>;
export function when(...nothing: [never, never, never?]): Segment<never, never, Inputs, never>;
/** Matches calls that do not fit: the type of the parameter explains why. */
export function when<T, F, A = Open, P extends Inputs = []>(
  test: F & ((input: T) => boolean),
  segment: Behind<P, Passed<F, T>, A>,
): Segment<T, never, Place<A, P>, never>;
export function when(test: (input: never) => boolean, segment: unknown): unknown {
  check('when: test', FUNCTION, test);
  const connect = connectorOf('when: segment', segment);
  return segmentOf('when', (then) => [{ test: test as (value: unknown) => boolean, then: connect(then) }]);
}

/** The type of what passes a test: that of its type predicate, if it has one. */
export type Passed<F, T> = F extends (input: Open) => input is infer U ? U : T;
