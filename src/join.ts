import { checkNamesInTree, type Tree } from './assembled.js';
import { check, NAME } from './check.js';
import { connectorOf, segmentOf } from './compose.js';
import { JoinRun } from './engine/join-run.js';
import { stagesOf } from './engine/steps.js';
import { quote } from './quote.js';
import type { Before, Inputs, IsFree, Joinable, Place, Segment, StageNode } from './segment.js';

/**
 * Joins what comes of an input in a segment: its value for an input is the tree that {@link assemble} would emit for it, when all of
 * it is settled.
 *
 * ```text
 * source   a----------|
 * posts    --p|
 * albums   -----q|
 * whole    -----{p,q}|
 * ```
 *
 * Use when the next stage needs everything that several requests have returned for an item; prefer {@link assemble} when nothing
 * follows, and no `join` when the next stage can start on each value as it comes.
 *
 * - Order: an input's tree is emitted in the turn in which the last of its branches is settled.
 * - Failure: the rejections of the segment are in the tree, that of a test inside of it too. The `join` is rejected itself only if a
 *   test of the `when` that it is in throws.
 * - Concurrency: it holds no slot; the stages of its segment have their own bounds. An input that is not settled counts as waiting
 *   before it (`highWaterMark`).
 * - Cancellation: the pipeline's.
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
 * @param name - its name in outcomes and events, as a stage has one
 * @param segment - a pipeline, a fork or any other segment
 * @returns a segment of the given name
 * @throws TypeError if an argument is invalid, if a stage of the segment has `deliver: true`, or the name of a property of results: `status`, `value`,
 *   `input` or `path`
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
      `join: stage ${quote(delivering.name)} has \`deliver: true\`, but what a join holds is delivered in its value: leave the option out`,
    );
  }
  const entry = { name, project: () => [], lists: false, concurrency: Infinity, options: {}, create: JoinRun.create };
  return segmentOf('join', (followers) => [{ stage: { ...entry, followers, joins: first } }]);
}
