import { checkNamesInTree, type Tree } from './assembled.js';
import { check, NAME } from './check.js';
import { connectorOf, segmentOf } from './compose.js';
import { JoinRun } from './engine/join-run.js';
import { stagesOf } from './engine/steps.js';
import { quote } from './quote.js';
import type { Before, Inputs, IsFree, Joinable, Place, Segment, StageNode } from './segment.js';

/**
 * Turns a segment into a single step: for each input it emits one value, the tree that
 * {@link assemble} would emit, as soon as the whole tree has settled.
 *
 * ```text
 * source   a----------|
 * posts    --p|
 * albums   -----q|
 * whole    -----{p,q}|
 * ```
 *
 * Use when the next stage needs everything that several requests returned for an item; prefer
 * {@link assemble} when nothing follows, and no `join` when the next stage can start on each value
 * as it arrives.
 *
 * - Order: an input's tree is emitted in the turn in which the last of its branches settles.
 * - Failure: rejections within the segment, including those of tests inside it, are part of the
 *   tree. The `join` itself is rejected only if the test of a `when` around it throws.
 * - Concurrency: it holds no slot; the stages of its segment have their own bounds. An input that
 *   has not settled counts as waiting before it (`highWaterMark`).
 * - Cancellation: as the pipeline.
 *
 * @example
 * ```ts
 * import { fork, isFulfilled, join, listStage, pipeline, stage } from 'rxjs-stages';
 *
 * const save = pipeline(
 *   stage('user', (id: number) => Promise.resolve({ id })),
 *   join(
 *     'profile',
 *     fork(
 *       listStage('posts', ({ id }) => Promise.resolve([`post of ${id}`])),
 *       listStage('albums', ({ id }) => Promise.resolve([`album of ${id}`])),
 *     ),
 *   ),
 *   stage('save', ({ input, posts, albums }) => Promise.resolve([input.id, posts.filter(isFulfilled).length, albums.length])),
 * );
 *
 * for await (const outcome of save([1, 2, 3])) console.log(outcome.status);
 * ```
 *
 * @param name - the name of the step in outcomes and events, like the name of a stage
 * @param segment - a pipeline, a fork or any other segment
 * @returns a segment with this name
 * @throws TypeError if an argument is invalid, if a stage of the segment has `deliver: true`, or if
 *   a stage is named after a property of results: `status`, `value`, `input` or `path`
 */
export function join<N extends string, I, O, S, P extends Inputs = []>(
  name: N,
  segment: Joinable<I, O, Before<P>, S>,
): Segment<I, Tree<I, S>, Place<S, P>, StageNode<N, [I], Tree<I, S>, false, IsFree<S>>>;
export function join(name: string, segment: unknown): unknown {
  check('join: name', NAME, name);
  const connect = connectorOf('join: segment', segment);
  const first = connect([]);
  const stages = stagesOf(first);
  checkNamesInTree('join', stages);
  const delivering = stages.levels.flat().find(({ deliver }) => deliver === true);
  if (delivering !== undefined) {
    throw new TypeError(
      `join: stage ${quote(delivering.name)} has \`deliver: true\`, but a join delivers all its results as one value: remove the option`,
    );
  }
  const entry = { name, project: () => [], lists: false, concurrency: Infinity, options: {}, create: JoinRun.create };
  return segmentOf('join', (followers) => [{ stage: { ...entry, followers, joins: first } }]);
}
