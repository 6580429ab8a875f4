import type { ObservableInput, ObservedValueOf } from 'rxjs';
import type { StageContext } from './context.js';
import { defineStage, type Kind, type Project } from './define-stage.js';
import type { AnyStage } from './stage.js';
import type { Delivers, PlainStageOptions, RecursiveStageOptions, StageChanges } from './stage-options.js';

const OF_LISTS: Kind = { call: 'listStage', define: () => ({ lists: true }) };

/** One round of requests, made by {@link listStage}: every element of every list that its project gives is a child. */
export interface ListStage<
  N extends string,
  I,
  O,
  P extends readonly unknown[] = readonly unknown[],
  D extends boolean = false,
  Deeper extends readonly unknown[] = [],
> extends AnyStage<N, I, O, P, D, Deeper> {
  /**
   * Returns the same stage with something changed: another project (a test's, say), another bound or policy, or whether
   * its values are delivered. The name and the types of inputs and values stay.
   *
   * @param changes - the options to change, and the `project`; an option given as `undefined` goes back to its default
   * @throws what {@link listStage} throws; TypeError if `recurse` is among the changes
   */
  with<D2 extends boolean | undefined = D>(
    changes: StageChanges<(input: I, context: StageContext<[...P, I, ...Deeper]>) => ObservableInput<Iterable<O> & object> & object, I, O, I, D2>,
  ): ListStage<N, I, O, P, Delivers<D2>, Deeper>;
}

/** The elements of a list. */
export type ElementOf<L> = L extends Iterable<infer E> ? E : never;

/**
 * Makes one round of requests whose answers are lists: every element of every list is a child.
 *
 * ```text
 * source    a--b------|
 * a         ---[x,y]|
 * b            -[z]|
 * outcomes  ---(xy)z--|
 * ```
 *
 * Use when a request answers with a list, the commonest first round; prefer {@link stage} when it answers with one item.
 *
 * - Order: the elements are taken one by one while there is room for them, and a list holds no slot meanwhile.
 * - Failure: as {@link stage}; an answer that is not iterable, a string included, is a rejection, and so is a list that throws: the elements that came
 *   before are taken first.
 * - Concurrency: as {@link stage}; a list with elements left counts as open, and as no work.
 * - Cancellation: as {@link stage}; the iterators of lists are returned.
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
 * @param name - what outcomes and events call the stage; within a pipeline no other stage may have it
 * @param project - makes the request, and gives lists
 * @param options - bounds, policies, and what is delivered
 * @returns the stage, for {@link pipeline} to join or to be used as an operator
 * @throws TypeError, RangeError if an argument is no good: the message names it and quotes its value
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
