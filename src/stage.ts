import type { ObservableInput, ObservedValueOf } from 'rxjs';
import type { AsyncIterableObservable } from './async-iterable-observable.js';
import type { StageContext } from './context.js';
import { defineStage, type Project } from './define-stage.js';
import type { Fulfilled, Rejected } from './outcome.js';

/** The bounds of one stage, and what it delivers. */
export interface StageOptions {
  /**
   * How many attempts of this stage may be open at once, in one run: at work, or suspended between two pulls.
   *
   * @default the pipeline's `concurrency`
   */
  readonly concurrency?: number | undefined;
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
 */
export interface AnyStage<N extends string, I, O, P extends readonly unknown[], D extends boolean> {
  (source: ObservableInput<I> & object): AsyncIterableObservable<StageOutcome<O, N, [I], true>>;
  readonly name: N;
  readonly options: StageOptions & { readonly deliver?: D | undefined };
  readonly project: (input: I, context: StageContext<[...P, I]>) => unknown;
}

/** One round of requests, made by {@link stage}: every emission of its project is a child. */
export interface Stage<N extends string, I, O, P extends readonly unknown[] = readonly unknown[], D extends boolean = false> extends AnyStage<
  N,
  I,
  O,
  P,
  D
> {
  /**
   * Returns the same stage with something changed: another project (a test's, say) or another bound. The name and the types stay.
   *
   * @param changes - the options to change, and the `project`; an option given as `undefined` goes back to its default
   * @throws what {@link stage} throws
   */
  with(changes: StageChanges<(input: I, context: StageContext<[...P, I]>) => ObservableInput<O> & object>): Stage<N, I, O, P, D>;
}

/** What `with` can change: whether values are delivered is part of the types, and stays. */
export type StageChanges<Project> = Omit<StageOptions, 'deliver'> & { readonly project?: Project | undefined };

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
export function stage<N extends string, I, R extends ObservableInput<unknown> & object, P extends readonly unknown[]>(
  name: N,
  project: (input: I, context: StageContext<[...P, I]>) => R,
  options: StageOptions & { readonly deliver: true },
): Stage<N, I, ObservedValueOf<R>, P, true>;
export function stage<N extends string, I, R extends ObservableInput<unknown> & object, P extends readonly unknown[]>(
  name: N,
  project: (input: I, context: StageContext<[...P, I]>) => R,
  options?: StageOptions & { readonly deliver?: false | undefined },
): Stage<N, I, ObservedValueOf<R>, P>;
export function stage<N extends string, I, R extends ObservableInput<unknown> & object, P extends readonly unknown[]>(
  name: N,
  project: (input: I, context: StageContext<[...P, I]>) => R,
  options: StageOptions,
): Stage<N, I, ObservedValueOf<R>, P, boolean>;
export function stage(name: string, project: (input: never, context: never) => unknown, options: StageOptions = {}): unknown {
  return defineStage('stage', name, project as Project, options);
}
