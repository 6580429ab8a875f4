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
 * Emits one tree for each root, the moment all that came of the root is settled: each value of a stage with the lists of what came of
 * it, under the names of the stages that follow.
 *
 * ```text
 * outcomes  -x1-y1-x2------|   x has two children, y one
 * assembled ----y--x-------|
 * ```
 *
 * Use when you need an item together with everything below it, typed; prefer {@link gather} for flat lists, and the outcomes
 * themselves when each can be used as it comes.
 *
 * - Order: completion order of whole trees, or that of the roots with `order: 'source'`. Within a tree each list is in the order of
 *   its values.
 * - Failure: a result is never an error. The failure of a branch stands at the end of its list, as its rejected outcome; an
 *   answer without values is an empty list. If the source fails, all trees come first, then the error.
 * - Concurrency, cancellation: the pipeline's. The trees that grow are held in memory.
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
 * @throws TypeError if it is no segment, or if a stage has the name of a property of results: `status`, `value`, `input` or `path`
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
