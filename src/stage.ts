import type { ObservableInput, ObservedValueOf } from 'rxjs';
import type { StageContext } from './context.js';
import { defineStage, type Kind, type Project } from './define-stage.js';
import type { Fulfilled, Rejected } from './outcome.js';
import type { Inputs, Segment, StageNode } from './segment.js';
import type { AnyStageOptions, Delivers, PlainStageOptions, RecursiveStageOptions, StageChanges } from './stage-options.js';

const PLAIN: Kind = { call: 'stage', define: () => ({}) };

export type { StageChanges, StageOptions } from './stage-options.js';

/**
 * What one stage adds to the outcomes of its pipeline.
 *
 * @typeParam V - its values
 * @typeParam N - its name
 * @typeParam Inputs - the chain of inputs, root first
 * @typeParam D - whether its values are delivered
 */
export type StageOutcome<V, N extends string, Inputs extends readonly unknown[], D extends boolean> =
  Rejected<N, Inputs> | (D extends true ? Fulfilled<V, N, Inputs> : never);

/**
 * The function that a stage calls for each input. The annotations `in` state that it only consumes
 * its types. Without `strictFunctionTypes`, TypeScript would otherwise infer the inputs of earlier
 * stages from it, which it cannot know.
 *
 * @typeParam I - one input
 * @typeParam Inputs - the chain of inputs, root first
 */
export type StageProject<in I, in Inputs extends readonly unknown[]> = (input: I, context: StageContext<Inputs>) => unknown;

/**
 * A stage made by {@link stage} or {@link listStage}. It is an operator itself, a pipeline of one.
 *
 * @typeParam N - its name, a literal
 * @typeParam I - its inputs
 * @typeParam O - its emissions, each of them the input of a branch at the next stage
 * @typeParam P - the inputs of the stages before, root first
 * @typeParam D - whether its values are delivered from the middle of a pipeline
 * @typeParam Deeper - the inputs of this stage after the first one: `I[]` if it recurses, else none
 */
export interface AnyStage<
  N extends string,
  I,
  O,
  P extends readonly unknown[],
  D extends boolean,
  Deeper extends readonly unknown[] = [],
> extends Segment<I, O, P, StageNode<N, [I, ...Deeper], O, D, Inputs extends P ? true : boolean>> {
  readonly name: N;
  /** The options as they were passed. Use `with` to change some. */
  readonly options: AnyStageOptions & { readonly deliver?: D | undefined };
  readonly project: StageProject<I, [...P, I]>;
}

/** One round of requests, made by {@link stage}. Every emission of its project is a child. */
export interface Stage<
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
   * @throws what {@link stage} throws; TypeError if `recurse` is among the changes
   */
  with<D2 extends boolean | undefined = D>(
    changes: StageChanges<(input: I, context: StageContext<[...P, I, ...Deeper]>) => ObservableInput<O> & object, I, O, I, D2>,
  ): Stage<N, I, O, P, Delivers<D2>, Deeper>;
}

/**
 * Creates a stage: a name, a function that makes a request for an input, and options. Every
 * emission is a child.
 *
 * ```text
 * source    a--b----|
 * a         ---x-y|
 * b            -z|
 * outcomes  ---xzy--|
 * ```
 *
 * Use when a request returns one item, or emits its items one by one; prefer {@link listStage} when
 * it returns a list of them.
 *
 * - Order: an emission is delivered, or starts its child, in the turn in which it is emitted.
 * - Failure: whatever `project` throws, or what it returns fails with, is one rejection of this
 *   branch. Values emitted before go on. With `retry`, an attempt that fails before it has emitted
 *   anything is retried first.
 * - Concurrency: at most `options.concurrency` attempts are open at once. They start only when
 *   every `limit` has room. A suspended attempt holds no slot, nor does a branch between two
 *   attempts.
 * - Cancellation: unsubscribing unsubscribes from Observables, calls `return()` of iterators, and
 *   aborts `context.signal`.
 *
 * @example
 * ```ts
 * import { from } from 'rxjs';
 * import { stage } from 'rxjs-stages';
 * import { fromAxios } from 'rxjs-stages/axios';
 *
 * const user = stage('user', (id: number) => fromAxios<{ name: string }>({ url: `https://example.org/users/${id}` }), { concurrency: 4 });
 *
 * from([1, 2, 3])
 *   .pipe(user)
 *   .subscribe((outcome) => {
 *     if (outcome.status === 'fulfilled') console.log(outcome.value.data.name);
 *     else console.error(outcome.inputs, outcome.reason);
 *   });
 * ```
 *
 * @example With retries, a timeout, and a limit that stages of any pipeline share.
 * ```ts
 * import { concurrencyLimit, stage } from 'rxjs-stages';
 *
 * const api = concurrencyLimit(20);
 * const user = stage('user', (id: number, { signal }) => fetch(`https://example.org/users/${id}`, { signal }), { limit: api, retry: 3, timeout: 5_000 });
 * const folder = stage('folder', (url: string, { signal }) => fetch(url, { signal }).then((r) => r.json() as Promise<{ folders: string[] }>), {
 *   limit: api,
 *   key: (url) => url,
 *   recurse: ({ folders }) => folders,
 * });
 * ```
 *
 * @param name - the name of the stage in outcomes and events; it must be unique within a pipeline
 * @param project - makes the request. It is called once for each attempt, and returns an
 *   Observable, a promise, an iterable or an async iterable
 * @param options - bounds, policies, and whether values are delivered
 * @returns the stage, to be joined by {@link pipeline} or used as an operator
 * @throws TypeError, RangeError if an argument is invalid; the message names it and quotes its
 *   value
 */
export function stage<
  N extends string,
  I,
  R extends ObservableInput<unknown> & object,
  P extends readonly unknown[],
  D extends boolean | undefined = false,
>(
  name: N,
  project: (input: I, context: StageContext<NoInfer<[...P, I]>>) => R,
  options?: PlainStageOptions<NoInfer<I>, ObservedValueOf<R>, D>,
): Stage<N, I, ObservedValueOf<R>, P, Delivers<D>>;
export function stage<
  N extends string,
  I,
  R extends ObservableInput<unknown> & object,
  P extends readonly unknown[],
  D extends boolean | undefined = false,
>(
  name: N,
  project: (input: I, context: StageContext<NoInfer<[...P, I, ...I[]]>>) => R,
  options: RecursiveStageOptions<NoInfer<I>, ObservedValueOf<R>, P, D>,
): Stage<N, I, ObservedValueOf<R>, P, Delivers<D>, I[]>;
export function stage(name: string, project: (input: never, context: never) => unknown, options: object = {}): unknown {
  return defineStage(PLAIN, name, project as Project, options);
}
