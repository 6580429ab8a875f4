import type { ObservableInput, ObservedValueOf } from 'rxjs';
import type { AsyncIterableObservable } from './async-iterable-observable.js';
import type { StageContext } from './context.js';
import { defineStage, type Project } from './define-stage.js';
import type { Fulfilled, Rejected } from './outcome.js';
import type { Cache } from './policies/cache.js';
import type { LimitOption } from './policies/limits/keyed-limit.js';
import type { RetryPolicy } from './policies/retry.js';
import type { StageTimeouts } from './policies/timeout.js';

/**
 * The bounds of one stage, its policies, and what it delivers.
 *
 * @typeParam I - its inputs
 * @typeParam O - its values
 * @typeParam Inputs - the chain of inputs that `recurse` is told of, root first
 * @typeParam Back - what `recurse` and `next` give: inputs
 */
export interface StageOptions<
  I = unknown,
  O = unknown,
  Inputs extends readonly unknown[] = readonly unknown[],
  Back = unknown extends I ? never : I,
> {
  /**
   * How many attempts of this stage may be open at once, in one run: at work, or suspended between two pulls.
   *
   * @default the pipeline's `concurrency`
   */
  readonly concurrency?: number | undefined;
  /**
   * Bounds to share with other stages, pipelines and runs: one, or several of which an attempt takes all or none.
   *
   * @default none
   */
  readonly limit?: LimitOption<I> | undefined;
  /**
   * A branch's identity. Within one run, branches of equal keys share the attempt that is in flight, and an input that `recurse` gives again makes no branch.
   *
   * @default none: every branch makes attempts of its own
   */
  readonly key?: ((input: I) => string) | undefined;
  /**
   * How often a failed attempt is made again, after the delays of {@link exponentialBackoff}, or a policy that says more. An attempt that had emitted anything is not,
   * unless the stage is `atomic`.
   *
   * @default 0
   */
  readonly retry?: number | RetryPolicy | undefined;
  /**
   * How long one attempt may take, in ms, or the bounds of attempt, branch and wait.
   *
   * @default Infinity
   */
  readonly timeout?: number | StageTimeouts | undefined;
  /**
   * Holds the emissions of an attempt until it completes: one that fails has then emitted nothing, and can be retried.
   *
   * @default false
   */
  readonly atomic?: boolean | undefined;
  /**
   * Keeps what branches have emitted, under their `key`, which it needs.
   *
   * @default none
   */
  readonly cache?: Cache | undefined;
  /**
   * Feeds values back into this stage: each element that it gives is an input of the same stage, one level deeper, taken when the stage has room for it. With `key`,
   * an input that this stage has had in this run is skipped.
   *
   * @default none
   */
  readonly recurse?: ((value: O, context: StageContext<Inputs>) => Iterable<Back> & object) | undefined;
  /**
   * How many times over `recurse` may feed back, counted along one path; it needs `recurse`.
   *
   * @default Infinity
   */
  readonly maxDepth?: number | undefined;
  /**
   * Turns pages: called with the last value when an attempt completes that has emitted any, it gives the branch's next input, or nothing. Each page is an attempt with a slot,
   * retries and a timeout of its own.
   *
   * @default none
   */
  readonly next?: ((value: O, input: I) => Back | null | undefined) | undefined;
  /**
   * Delivers the stage's values as outcomes too, each before the branch that it makes may start. The last stage's always are.
   *
   * @default false
   */
  readonly deliver?: boolean | undefined;
}

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
 * What `pipeline` joins: a stage of either kind. It is an operator itself, a pipeline of one.
 *
 * @typeParam N - its name, a literal
 * @typeParam I - its inputs
 * @typeParam O - its emissions, each of them the input of a branch at the next stage
 * @typeParam P - the inputs of the stages before, root first
 * @typeParam D - whether its values are delivered from the middle of a pipeline
 * @typeParam Deeper - the inputs of this stage after the first one: `I[]` if it recurses, else none
 */
export interface AnyStage<N extends string, I, O, P extends readonly unknown[], D extends boolean, Deeper extends readonly unknown[] = []> {
  (source: ObservableInput<I> & object): AsyncIterableObservable<StageOutcome<O, N, [I, ...Deeper], true>>;
  readonly name: N;
  /** The options as they were given; to change some, use `with`. */
  readonly options: StageOptions<never, never, never, unknown> & { readonly deliver?: D | undefined };
  readonly project: (input: I, context: StageContext<[...P, I]>) => unknown;
}

/** Whether values are delivered, as the option says. */
export type Delivers<D extends boolean | undefined> = NoInfer<D extends boolean ? D : false>;

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
   * Returns the same stage with something changed: another project (a test's, say), another bound or policy. The name and the types stay.
   *
   * @param changes - the options to change, and the `project`; an option given as `undefined` goes back to its default
   * @throws what {@link stage} throws
   */
  with(
    changes: StageChanges<(input: I, context: StageContext<[...P, I, ...Deeper]>) => ObservableInput<O> & object, I, O, I>,
  ): Stage<N, I, O, P, D, Deeper>;
}

/** What `with` can change: whether values are delivered, or fed back, is part of the types, and stays. */
export type StageChanges<Project, I = unknown, O = unknown, Back = unknown extends I ? never : I> = Omit<
  StageOptions<I, O, readonly unknown[], Back>,
  'deliver' | 'recurse' | 'next'
> & {
  readonly project?: Project | undefined;
  readonly next?: { of(value: O, input: I): Back | null | undefined }['of'] | undefined;
};

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
 * - Failure: whatever `project` throws or gives that fails is one rejection of this branch; what it emitted before goes on.
 * - Concurrency: `options.concurrency` attempts at the most are open at once; one that waits for nothing holds no slot.
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
 * @param name - what outcomes and events call the stage; within a pipeline no other stage may have it
 * @param project - makes the request: gives an Observable, a promise, an iterable or an async iterable, and is called once for each attempt
 * @param options - bounds, and what is delivered
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
  project: (input: I, context: StageContext<[...P, I]>) => R,
  options?: StageOptions<NoInfer<I>, ObservedValueOf<R>, readonly unknown[], NoInfer<I>> & {
    readonly recurse?: undefined;
    readonly deliver?: D;
  },
): Stage<N, I, ObservedValueOf<R>, P, Delivers<D>>;
export function stage<
  N extends string,
  I,
  R extends ObservableInput<unknown> & object,
  P extends readonly unknown[],
  D extends boolean | undefined = false,
>(
  name: N,
  project: (input: I, context: StageContext<[...P, I, ...I[]]>) => R,
  options: StageOptions<NoInfer<I>, ObservedValueOf<R>, [...NoInfer<P>, NoInfer<I>, ...NoInfer<I>[]], NoInfer<I>> & {
    readonly deliver?: D;
  },
): Stage<N, I, ObservedValueOf<R>, P, Delivers<D>, I[]>;
export function stage(name: string, project: (input: never, context: never) => unknown, options: object = {}): unknown {
  return defineStage('stage', name, project as Project, options as StageOptions);
}
