import type { ObservableInput } from 'rxjs';
import { checkNamesInTree, type Tree } from './assembled.js';
import type { AsyncIterableObservable } from './async-iterable-observable.js';
import { unfit } from './check.js';
import { SEGMENT } from './compose.js';
import type { Consumer } from './engine/consumer.js';
import { createRun } from './engine/create-run.js';
import { operatorOf, planOf } from './runnable.js';
import type { Joinable } from './segment.js';

/**
 * Emits one tree for each root, as soon as every branch of the root has settled. Each value of a
 * stage holds lists of the results that came from it, under the names of the stages that follow.
 *
 * ```text
 * outcomes  -x1-y1-x2------|   x has two children, y one
 * assembled ----y--x-------|
 * ```
 *
 * Use when you need an item together with everything below it, typed; prefer {@link gather} for
 * flat lists, and plain outcomes when each can be used as it arrives.
 *
 * - Order: completion order of whole trees, or the order of the roots with `order: 'source'`.
 *   Within a tree, each list is in the order of its values.
 * - Failure: a failed branch never errors the stream. Its rejected outcome is the last element of
 *   its list. An answer without values is an empty list. If the source fails, all trees are emitted
 *   first, then the error.
 * - Concurrency, cancellation: as the pipeline. Unfinished trees are held in memory.
 *
 * @example
 * ```ts
 * import { assemble, fork, isFulfilled, listStage, pipeline, stage } from 'rxjs-stages';
 *
 * const profile = pipeline(
 *   stage('user', (id: number) => Promise.resolve({ id, name: `user ${id}` })),
 *   fork(
 *     listStage('posts', ({ id }) => Promise.resolve([`post of ${id}`])),
 *     listStage('albums', ({ id }) => Promise.resolve([`album of ${id}`])),
 *   ),
 * );
 *
 * for await (const { user: [user] } of assemble(profile)([1, 2, 3])) {
 *   if (user?.status === 'fulfilled') console.log(user.value.name, user.posts.filter(isFulfilled).length, user.albums.length);
 * }
 * ```
 *
 * @param segment - a pipeline, or any other segment
 * @returns an operator of the same kind, which emits an {@link Assembled} for each root
 * @throws TypeError if `segment` is not a segment, or if a stage is named after a property of
 *   results: `status`, `value`, `input` or `path`
 */
export function assemble<I, S>(
  segment: Joinable<I, unknown, never, S>,
): (source: ObservableInput<I> & object) => AsyncIterableObservable<Tree<I, S>> {
  const plan = planOf(segment);
  if (plan === undefined) throw unfit('assemble: segment', SEGMENT, segment);
  checkNamesInTree('assemble', plan);
  const assembling = { ...plan, assembles: true };
  return operatorOf<never>(plan, (source, consumer) => createRun(assembling, source, consumer as Consumer<unknown>));
}
