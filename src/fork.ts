import { connectorsOf, segmentOf } from './compose.js';
import type { Beside } from './misfit.js';
import type { Before, Inputs, Joinable, Open, Place, Segment } from './segment.js';

/**
 * An input that all segments accept. TypeScript does not infer through `I0 & I1`; written like
 * this, it infers each from the place of the fork.
 */
type Every<I0, I1, I2, I3, I4, I5, I6, I7, I8> =
  Inferred<I0> extends true
    ? I0
    : Inferred<I1> extends true
      ? I1
      : Inferred<I2> extends true
        ? I2
        : Inferred<I3> extends true
          ? I3
          : Inferred<I4> extends true
            ? I4
            : Inferred<I5> extends true
              ? I5
              : Inferred<I6> extends true
                ? I6
                : Inferred<I7> extends true
                  ? I7
                  : Inferred<I8> extends true
                    ? I8
                    : I0 & I1 & I2 & I3 & I4 & I5 & I6 & I7 & I8;
type Inferred<I> = [I, 0] extends [unknown, 1] ? true : false;

/**
 * Sends each input to several segments at once. Each segment creates its own branches.
 *
 * ```text
 * user      a--|
 * posts     --p|
 * albums    ----q|
 * outcomes  --p-q|
 * ```
 *
 * Use when a value needs several requests that do not depend on each other; prefer one stage with
 * `forkJoin` inside when you need no slot, retry, limit or outcome for each request.
 *
 * - Order: the segments receive a value in the order of the arguments, in the same turn. Outcomes
 *   come in completion order. Branches that a fork creates for one value have the same `path`;
 *   `stage` tells them apart.
 * - Failure: a failure stays in its branch; the other segments go on.
 * - Concurrency: the bounds of the stages, and those of the outermost pipeline over all segments.
 * - Cancellation: as the pipeline.
 *
 * A segment after a fork receives the values of all its segments. At the head of a pipeline, each
 * root goes to all segments. Their first stages then need explicit types for their inputs, like the
 * first stage of any pipeline.
 *
 * @example
 * ```ts
 * import { fork, listStage, pipeline, stage } from 'rxjs-stages';
 *
 * const profile = pipeline(
 *   stage('user', (id: number) => Promise.resolve({ id, name: `user ${id}` })),
 *   fork(
 *     pipeline(
 *       listStage('posts', ({ id }) => Promise.resolve([{ title: `post of ${id}` }])),
 *       listStage('comments', ({ title }) => Promise.resolve([`comment on ${title}`])),
 *     ),
 *     listStage('albums', ({ name }) => Promise.resolve([{ cover: `album of ${name}` }])),
 *   ),
 *   { concurrency: 8 },
 * );
 *
 * for await (const outcome of profile([1, 2, 3])) {
 *   if (outcome.status === 'rejected') console.error(outcome.stage, outcome.reason);
 *   else if (outcome.stage === 'albums') console.log(outcome.value.cover);
 *   else console.log(outcome.value, outcome.inputs[2].title);
 * }
 * ```
 *
 * @param segments - two to nine: stages, pipelines, or what `fork`, `when` or `join` returns
 * @returns a segment
 * @throws TypeError if there are fewer than two, if one is not a segment, or if two stages have the
 *   same name
 */
export function fork<
  I0,
  O0,
  S0,
  I1,
  O1,
  S1,
  I2 = unknown,
  O2 = never,
  S2 = never,
  I3 = unknown,
  O3 = never,
  S3 = never,
  I4 = unknown,
  O4 = never,
  S4 = never,
  I5 = unknown,
  O5 = never,
  S5 = never,
  I6 = unknown,
  O6 = never,
  S6 = never,
  I7 = unknown,
  O7 = never,
  S7 = never,
  I8 = unknown,
  O8 = never,
  S8 = never,
  P extends Inputs = [],
>(
  segment1: Joinable<I0, O0, Before<P>, S0>,
  segment2: Joinable<I1, O1, Before<P>, S1>,
  segment3?: Joinable<I2, O2, Before<P>, S2>,
  segment4?: Joinable<I3, O3, Before<P>, S3>,
  segment5?: Joinable<I4, O4, Before<P>, S4>,
  segment6?: Joinable<I5, O5, Before<P>, S5>,
  segment7?: Joinable<I6, O6, Before<P>, S6>,
  segment8?: Joinable<I7, O7, Before<P>, S7>,
  segment9?: Joinable<I8, O8, Before<P>, S8>,
): Segment<
  Every<I0, I1, I2, I3, I4, I5, I6, I7, I8>,
  O0 | O1 | O2 | O3 | O4 | O5 | O6 | O7 | O8,
  Place<S0 | S1 | S2 | S3 | S4 | S5 | S6 | S7 | S8, P>,
  S0 | S1 | S2 | S3 | S4 | S5 | S6 | S7 | S8
>;
/* Never match. Given so many signatures, the compiler reports only the last one. */
export function fork(...nothing: [never, never, ...never[]]): Segment<never, never, Inputs, never>;
export function fork(...nothing: [never, never, never?, ...never[]]): Segment<never, never, Inputs, never>;
/** Matches calls that do not fit: the type of the parameter explains why. */
export function fork<A = Open, B = Open, C = Open, D = Open, E = Open, F = Open, G = Open, H = Open, I = Open, P extends Inputs = []>(
  segment1: Beside<P, A>,
  segment2: Beside<P, B>,
  segment3?: Beside<P, C>,
  segment4?: Beside<P, D>,
  segment5?: Beside<P, E>,
  segment6?: Beside<P, F>,
  segment7?: Beside<P, G>,
  segment8?: Beside<P, H>,
  segment9?: Beside<P, I>,
): Segment<never, never, Place<A, P>, never>;
export function fork(...given: readonly unknown[]): unknown {
  if (given.length < 2) throw new TypeError('fork needs at least two segments: `fork(posts, albums)`');
  const segments = connectorsOf('fork', given);
  return segmentOf('fork', (then) => segments.flatMap((connect) => connect(then)));
}
