import type { ObservableInput, ObservedValueOf } from 'rxjs';
import type { StageContext } from './context.js';
import { defineStage, type Kind, type Project } from './define-stage.js';
import type { AnyStage } from './stage.js';
import type { Delivers, PlainStageOptions, RecursiveStageOptions, StageChanges } from './stage-options.js';

const OF_LISTS: Kind = { call: 'listStage', define: () => ({ lists: true }) };

/**
 * One round of requests, made by {@link listStage}. Every element of every list that its project
 * returns is a child.
 */
export interface ListStage<
  N extends string,
  I,
  O,
  P extends readonly unknown[] = readonly unknown[],
  D extends boolean = false,
  Deeper extends readonly unknown[] = [],
> extends AnyStage<N, I, O, P, D, Deeper> {
  /**
   * Returns a copy of the stage with some options or the project changed, for example with a fake
   * project in a test. The name and the types of inputs and values stay the same.
   *
   * @param changes - the options to change, and the `project`; `undefined` resets an option to its
   *   default
   * @throws what {@link listStage} throws; TypeError if `recurse` is among the changes
   */
  with<D2 extends boolean | undefined = D>(
    changes: StageChanges<(input: I, context: StageContext<[...P, I, ...Deeper]>) => ObservableInput<Iterable<O> & object> & object, I, O, I, D2>,
  ): ListStage<N, I, O, P, Delivers<D2>, Deeper>;
}

/** The elements of a list. */
export type ElementOf<L> = L extends Iterable<infer E> ? E : never;

/**
 * Creates a stage whose requests return lists. Every element of every list is a child.
 *
 * ```text
 * source    a--b------|
 * a         ---[x,y]|
 * b            -[z]|
 * outcomes  ---(xy)z--|
 * ```
 *
 * Use when a request returns a list, the most common first round; prefer {@link stage} when it
 * returns one item.
 *
 * - Order: elements are pulled one by one while there is room for them. The list holds no slot
 *   meanwhile.
 * - Failure: as {@link stage}. An answer that is not iterable, or is a string, is a rejection. So
 *   is a list that throws, after the elements before it have been used.
 * - Concurrency: as {@link stage}; a list with remaining elements counts as open, but holds no
 *   slot.
 * - Cancellation: as {@link stage}; also calls `return()` of the iterators of lists.
 *
 * @example
 * ```ts
 * import { listStage, pipeline, stage } from 'rxjs-stages';
 *
 * const search = listStage('search', async (term: string, { signal }) => {
 *   const answer = await fetch(`https://example.org/search?q=${encodeURIComponent(term)}`, { signal });
 *   return (await answer.json()) as { id: number }[];
 * });
 * const detail = stage('detail', ({ id }: { id: number }, { signal }) => fetch(`https://example.org/items/${id}`, { signal }));
 *
 * for await (const outcome of pipeline(search, detail)(['rxjs', 'node'])) console.log(outcome.status, outcome.inputs);
 * ```
 *
 * @param name - the name of the stage in outcomes and events; it must be unique within a pipeline
 * @param project - makes the request; it returns a promise, an Observable or an iterable of lists
 * @param options - bounds, policies, and whether values are delivered
 * @returns the stage, to be joined by {@link pipeline} or used as an operator
 * @throws TypeError, RangeError if an argument is invalid; the message names it and quotes its
 *   value
 */
export function listStage<
  N extends string,
  I,
  R extends ObservableInput<Iterable<unknown> & object> & object,
  P extends readonly unknown[],
  D extends boolean | undefined = false,
>(
  name: N,
  project: (input: I, context: StageContext<NoInfer<[...P, I]>>) => R,
  options?: PlainStageOptions<NoInfer<I>, ElementOf<ObservedValueOf<R>>, D>,
): ListStage<N, I, ElementOf<ObservedValueOf<R>>, P, Delivers<D>>;
export function listStage<
  N extends string,
  I,
  R extends ObservableInput<Iterable<unknown> & object> & object,
  P extends readonly unknown[],
  D extends boolean | undefined = false,
>(
  name: N,
  project: (input: I, context: StageContext<NoInfer<[...P, I, ...I[]]>>) => R,
  options: RecursiveStageOptions<NoInfer<I>, ElementOf<ObservedValueOf<R>>, P, D>,
): ListStage<N, I, ElementOf<ObservedValueOf<R>>, P, Delivers<D>, I[]>;
export function listStage(name: string, project: (input: never, context: never) => unknown, options: object = {}): unknown {
  return defineStage(OF_LISTS, name, project as Project, options);
}
