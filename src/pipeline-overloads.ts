import type { ObservableInput } from 'rxjs';
import type { AsyncIterableObservable } from './async-iterable-observable.js';
import type { Begins, ChainAt, Fits, Tenth } from './misfit.js';
import type { Outcome } from './outcome.js';
import type { PipelineOptions } from './pipeline-options.js';
import type { After, Before, Inputs, Joinable, Open, OutcomesOf, Place, Then } from './segment.js';

/**
 * Joined stages: an ordinary operator in `.pipe(…)`. Called with a list or any iterable, it pulls
 * the items lazily.
 *
 * @typeParam T - one item of the source
 * @typeParam O - its outcomes, of every stage
 */
export interface Pipeline<T, O extends Outcome> {
  (source: ObservableInput<T> & object): AsyncIterableObservable<O>;
  /**
   * Returns a copy of the pipeline with some options changed; the stages and the types stay the
   * same. Use it to give one run its own listener or signal.
   *
   * @example
   * ```ts
   * import { pipeline, stage } from 'rxjs-stages';
   *
   * const users = pipeline(stage('user', (id: number, { signal }) => fetch(`https://example.org/users/${id}`, { signal })));
   *
   * async function load(ids: number[], signal: AbortSignal): Promise<void> {
   *   for await (const outcome of users.with({ signal })(ids)) console.log(outcome.status);
   * }
   *
   * await load([1, 2, 3], AbortSignal.timeout(10_000)); // rejects with a TimeoutError if it takes longer than 10 s
   * ```
   *
   * @param options - the options to change; `undefined` resets an option to its default
   * @returns another pipeline; this one does not change
   * @throws TypeError, RangeError if an option is invalid; the message names it and quotes its
   *   value
   */
  with(options: PipelineOptions): Pipeline<T, O>;
}

/** What `pipeline` returns: a pipeline that can be used wherever a stage can. */
export interface JoinedPipeline<I, O, P extends Inputs, S> extends Joinable<I, O, P, S>, Pipeline<I, OutcomesOf<S>> {
  with(options: PipelineOptions): JoinedPipeline<I, O, P, S>;
}

/**
 * The call signatures of `pipeline`, from most segments to fewest. In the other order TypeScript
 * settles on a shorter one first, and the parameters of inline projects become `unknown`.
 */
export interface PipelineOverloads {
  <T0, T1, S0, T2, S1, T3, S2, T4, S3, T5, S4, T6, S5, T7, S6, T8, S7, T9, S8, P extends Inputs = []>(
    segment1: Joinable<T0, T1, Before<P>, S0>,
    segment2: Joinable<T1, T2, After<P, S0>, S1>,
    segment3: Joinable<T2, T3, After<P, Then<S0, S1>>, S2>,
    segment4: Joinable<T3, T4, After<P, Then<S0, Then<S1, S2>>>, S3>,
    segment5: Joinable<T4, T5, After<P, Then<S0, Then<S1, Then<S2, S3>>>>, S4>,
    segment6: Joinable<T5, T6, After<P, Then<S0, Then<S1, Then<S2, Then<S3, S4>>>>>, S5>,
    segment7: Joinable<T6, T7, After<P, Then<S0, Then<S1, Then<S2, Then<S3, Then<S4, S5>>>>>>, S6>,
    segment8: Joinable<T7, T8, After<P, Then<S0, Then<S1, Then<S2, Then<S3, Then<S4, Then<S5, S6>>>>>>>, S7>,
    segment9: Joinable<T8, T9, After<P, Then<S0, Then<S1, Then<S2, Then<S3, Then<S4, Then<S5, Then<S6, S7>>>>>>>>, S8>,
    options?: PipelineOptions,
  ): JoinedPipeline<T0, T9, Place<Then<S0, Then<S1, Then<S2, Then<S3, Then<S4, Then<S5, Then<S6, Then<S7, S8>>>>>>>>, P>, Then<S0, Then<S1, Then<S2, Then<S3, Then<S4, Then<S5, Then<S6, Then<S7, S8>>>>>>>>>;
  <T0, T1, S0, T2, S1, T3, S2, T4, S3, T5, S4, T6, S5, T7, S6, T8, S7, P extends Inputs = []>(
    segment1: Joinable<T0, T1, Before<P>, S0>,
    segment2: Joinable<T1, T2, After<P, S0>, S1>,
    segment3: Joinable<T2, T3, After<P, Then<S0, S1>>, S2>,
    segment4: Joinable<T3, T4, After<P, Then<S0, Then<S1, S2>>>, S3>,
    segment5: Joinable<T4, T5, After<P, Then<S0, Then<S1, Then<S2, S3>>>>, S4>,
    segment6: Joinable<T5, T6, After<P, Then<S0, Then<S1, Then<S2, Then<S3, S4>>>>>, S5>,
    segment7: Joinable<T6, T7, After<P, Then<S0, Then<S1, Then<S2, Then<S3, Then<S4, S5>>>>>>, S6>,
    segment8: Joinable<T7, T8, After<P, Then<S0, Then<S1, Then<S2, Then<S3, Then<S4, Then<S5, S6>>>>>>>, S7>,
    options?: PipelineOptions,
  ): JoinedPipeline<T0, T8, Place<Then<S0, Then<S1, Then<S2, Then<S3, Then<S4, Then<S5, Then<S6, S7>>>>>>>, P>, Then<S0, Then<S1, Then<S2, Then<S3, Then<S4, Then<S5, Then<S6, S7>>>>>>>>;
  <T0, T1, S0, T2, S1, T3, S2, T4, S3, T5, S4, T6, S5, T7, S6, P extends Inputs = []>(
    segment1: Joinable<T0, T1, Before<P>, S0>,
    segment2: Joinable<T1, T2, After<P, S0>, S1>,
    segment3: Joinable<T2, T3, After<P, Then<S0, S1>>, S2>,
    segment4: Joinable<T3, T4, After<P, Then<S0, Then<S1, S2>>>, S3>,
    segment5: Joinable<T4, T5, After<P, Then<S0, Then<S1, Then<S2, S3>>>>, S4>,
    segment6: Joinable<T5, T6, After<P, Then<S0, Then<S1, Then<S2, Then<S3, S4>>>>>, S5>,
    segment7: Joinable<T6, T7, After<P, Then<S0, Then<S1, Then<S2, Then<S3, Then<S4, S5>>>>>>, S6>,
    options?: PipelineOptions,
  ): JoinedPipeline<T0, T7, Place<Then<S0, Then<S1, Then<S2, Then<S3, Then<S4, Then<S5, S6>>>>>>, P>, Then<S0, Then<S1, Then<S2, Then<S3, Then<S4, Then<S5, S6>>>>>>>;
  <T0, T1, S0, T2, S1, T3, S2, T4, S3, T5, S4, T6, S5, P extends Inputs = []>(
    segment1: Joinable<T0, T1, Before<P>, S0>,
    segment2: Joinable<T1, T2, After<P, S0>, S1>,
    segment3: Joinable<T2, T3, After<P, Then<S0, S1>>, S2>,
    segment4: Joinable<T3, T4, After<P, Then<S0, Then<S1, S2>>>, S3>,
    segment5: Joinable<T4, T5, After<P, Then<S0, Then<S1, Then<S2, S3>>>>, S4>,
    segment6: Joinable<T5, T6, After<P, Then<S0, Then<S1, Then<S2, Then<S3, S4>>>>>, S5>,
    options?: PipelineOptions,
  ): JoinedPipeline<T0, T6, Place<Then<S0, Then<S1, Then<S2, Then<S3, Then<S4, S5>>>>>, P>, Then<S0, Then<S1, Then<S2, Then<S3, Then<S4, S5>>>>>>;
  <T0, T1, S0, T2, S1, T3, S2, T4, S3, T5, S4, P extends Inputs = []>(
    segment1: Joinable<T0, T1, Before<P>, S0>,
    segment2: Joinable<T1, T2, After<P, S0>, S1>,
    segment3: Joinable<T2, T3, After<P, Then<S0, S1>>, S2>,
    segment4: Joinable<T3, T4, After<P, Then<S0, Then<S1, S2>>>, S3>,
    segment5: Joinable<T4, T5, After<P, Then<S0, Then<S1, Then<S2, S3>>>>, S4>,
    options?: PipelineOptions,
  ): JoinedPipeline<T0, T5, Place<Then<S0, Then<S1, Then<S2, Then<S3, S4>>>>, P>, Then<S0, Then<S1, Then<S2, Then<S3, S4>>>>>;
  <T0, T1, S0, T2, S1, T3, S2, T4, S3, P extends Inputs = []>(
    segment1: Joinable<T0, T1, Before<P>, S0>,
    segment2: Joinable<T1, T2, After<P, S0>, S1>,
    segment3: Joinable<T2, T3, After<P, Then<S0, S1>>, S2>,
    segment4: Joinable<T3, T4, After<P, Then<S0, Then<S1, S2>>>, S3>,
    options?: PipelineOptions,
  ): JoinedPipeline<T0, T4, Place<Then<S0, Then<S1, Then<S2, S3>>>, P>, Then<S0, Then<S1, Then<S2, S3>>>>;
  <T0, T1, S0, T2, S1, T3, S2, P extends Inputs = []>(
    segment1: Joinable<T0, T1, Before<P>, S0>,
    segment2: Joinable<T1, T2, After<P, S0>, S1>,
    segment3: Joinable<T2, T3, After<P, Then<S0, S1>>, S2>,
    options?: PipelineOptions,
  ): JoinedPipeline<T0, T3, Place<Then<S0, Then<S1, S2>>, P>, Then<S0, Then<S1, S2>>>;
  <T0, T1, S0, T2, S1, P extends Inputs = []>(
    segment1: Joinable<T0, T1, Before<P>, S0>,
    segment2: Joinable<T1, T2, After<P, S0>, S1>,
    options?: PipelineOptions,
  ): JoinedPipeline<T0, T2, Place<Then<S0, S1>, P>, Then<S0, S1>>;
  <T0, T1, S0, P extends Inputs = []>(
    segment1: Joinable<T0, T1, Before<P>, S0>,
    options?: PipelineOptions,
  ): JoinedPipeline<T0, T1, Place<S0, P>, S0>;
  /* Never match. Given so many signatures, the compiler reports only the last one. */
  (...nothing: [never, ...never[]]): Pipeline<never, Outcome>;
  (...nothing: [never, never?, ...never[]]): Pipeline<never, Outcome>;
  /** Matches calls that do not fit: the type of the parameter explains why. */
  <A = Open, B = Open, C = Open, D = Open, E = Open, F = Open, G = Open, H = Open, I = Open, J = Open>(
    segment1: Begins<A, [B, C, D, E, F, G, H, I, J], [Fits<[...ChainAt<A>], A, B>, Fits<[...ChainAt<A>, ...ChainAt<B>], B, C>, Fits<[...ChainAt<A>, ...ChainAt<B>, ...ChainAt<C>], C, D>, Fits<[...ChainAt<A>, ...ChainAt<B>, ...ChainAt<C>, ...ChainAt<D>], D, E>, Fits<[...ChainAt<A>, ...ChainAt<B>, ...ChainAt<C>, ...ChainAt<D>, ...ChainAt<E>], E, F>, Fits<[...ChainAt<A>, ...ChainAt<B>, ...ChainAt<C>, ...ChainAt<D>, ...ChainAt<E>, ...ChainAt<F>], F, G>, Fits<[...ChainAt<A>, ...ChainAt<B>, ...ChainAt<C>, ...ChainAt<D>, ...ChainAt<E>, ...ChainAt<F>, ...ChainAt<G>], G, H>, Fits<[...ChainAt<A>, ...ChainAt<B>, ...ChainAt<C>, ...ChainAt<D>, ...ChainAt<E>, ...ChainAt<F>, ...ChainAt<G>, ...ChainAt<H>], H, I>, Tenth<J>]>,
    segment2?: Fits<[...ChainAt<A>], A, B>,
    segment3?: Fits<[...ChainAt<A>, ...ChainAt<B>], B, C>,
    segment4?: Fits<[...ChainAt<A>, ...ChainAt<B>, ...ChainAt<C>], C, D>,
    segment5?: Fits<[...ChainAt<A>, ...ChainAt<B>, ...ChainAt<C>, ...ChainAt<D>], D, E>,
    segment6?: Fits<[...ChainAt<A>, ...ChainAt<B>, ...ChainAt<C>, ...ChainAt<D>, ...ChainAt<E>], E, F>,
    segment7?: Fits<[...ChainAt<A>, ...ChainAt<B>, ...ChainAt<C>, ...ChainAt<D>, ...ChainAt<E>, ...ChainAt<F>], F, G>,
    segment8?: Fits<[...ChainAt<A>, ...ChainAt<B>, ...ChainAt<C>, ...ChainAt<D>, ...ChainAt<E>, ...ChainAt<F>, ...ChainAt<G>], G, H>,
    segment9?: Fits<[...ChainAt<A>, ...ChainAt<B>, ...ChainAt<C>, ...ChainAt<D>, ...ChainAt<E>, ...ChainAt<F>, ...ChainAt<G>, ...ChainAt<H>], H, I>,
    segment10?: Tenth<J>,
  ): Pipeline<never, Outcome>;
}
