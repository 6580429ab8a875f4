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
 * What a stage calls for each input. It says itself (`in`) that it only takes what it is typed by: where `strictFunctionTypes` is not set, TypeScript would else infer
 * the inputs of the stages before from it, which it cannot know.
 *
 * @typeParam I - one input
 * @typeParam Inputs - the chain of inputs, root first
 */
export type StageProject<in I, in Inputs extends readonly unknown[]> = (input: I, context: StageContext<Inputs>) => unknown;

/**
 * What `pipeline` joins: a stage of either kind. It is an operator itself, a pipeline of one.
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
  /** The options as they were given; to change some, use `with`. */
  readonly options: AnyStageOptions & { readonly deliver?: D | undefined };
  readonly project: StageProject<I, [...P, I]>;
}

/** One round of requests, made by {@link stage}: every emission of its project is a child. */
export interface Stage<
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
   * @throws what {@link stage} throws; TypeError if `recurse` is among the changes
   */
  with<D2 extends boolean | undefined = D>(
    changes: StageChanges<(input: I, context: StageContext<[...P, I, ...Deeper]>) => ObservableInput<O> & object, I, O, I, D2>,
  ): Stage<N, I, O, P, Delivers<D2>, Deeper>;
}

/**
 * Makes one round of requests: a name, a function that makes a request for an input, and its bounds. Every emission is a child.
 *
 * ```text
 * source    a--b----|
 * a         ---x-y|
 * b            -z|
 * outcomes  ---xzy--|
 * ```
 *
 * Use when an answer is one item, or emits its items one by one; prefer {@link listStage} when the answer is a list of them.
 *
 * - Order: an emission is delivered, or starts its child, in the turn in which it is emitted.
 * - Failure: whatever `project` throws or gives that fails is one rejection of this branch; what it emitted before goes on. With `retry`, an attempt that fails
 *   before it has emitted anything is made again first.
 * - Concurrency: `options.concurrency` attempts at the most are open at once, and start only where every `limit` has room; one that waits for nothing holds no slot,
 *   nor does a branch between two attempts.
 * - Cancellation: unsubscribing unsubscribes Observables, returns iterators, and aborts `context.signal`.
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
 * @param name - what outcomes and events call the stage; within a pipeline no other stage may have it
 * @param project - makes the request: gives an Observable, a promise, an iterable or an async iterable, and is called once for each attempt
 * @param options - bounds, policies, and what is delivered
 * @returns the stage, for {@link pipeline} to join or to be used as an operator
 * @throws TypeError, RangeError if an argument is no good: the message names it and quotes its value
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
