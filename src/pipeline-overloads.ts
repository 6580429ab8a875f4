import type { ObservableInput } from 'rxjs';
import type { AsyncIterableObservable } from './async-iterable-observable.js';
import type { Outcome } from './outcome.js';
import type { PipelineOptions } from './pipeline-options.js';
import type { AnyStage, StageOutcome } from './stage.js';

/**
 * Stages joined: in `.pipe(…)` an ordinary operator, called with a list or an iterable of any kind what pulls it.
 *
 * @typeParam T - one item of the source
 * @typeParam O - its outcomes, of every stage
 */
export interface Pipeline<T, O extends Outcome> {
  (source: ObservableInput<T> & object): AsyncIterableObservable<O>;
  /**
   * Returns the same pipeline with some of its options changed: the stages and the types stay. Use it to give one run a
   * listener or a signal of its own.
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
   * @param options - the options to change; an option given as `undefined` goes back to its default
   * @returns another pipeline; this one stays as it is
   * @throws TypeError, RangeError if an option is invalid: the message names it and quotes its value
   */
  with(options: PipelineOptions): Pipeline<T, O>;
}

/** Inputs of the same stage that follow its first one, where it recurses: none, or any number of one type. */
type Inputs = readonly unknown[];

/**
 * The call signatures of `pipeline`, from most stages to fewest: in the other order TypeScript settles on a shorter one first, and the parameters
 * of projects that are written inline become `unknown`.
 */
export interface PipelineOverloads {
  <T0, N0 extends string, T1, D0 extends boolean, R0 extends Inputs, N1 extends string, T2, D1 extends boolean, R1 extends Inputs, N2 extends string, T3, D2 extends boolean, R2 extends Inputs, N3 extends string, T4, D3 extends boolean, R3 extends Inputs, N4 extends string, T5, D4 extends boolean, R4 extends Inputs, N5 extends string, T6, D5 extends boolean, R5 extends Inputs, N6 extends string, T7, D6 extends boolean, R6 extends Inputs, N7 extends string, T8, D7 extends boolean, R7 extends Inputs, N8 extends string, T9, D8 extends boolean, R8 extends Inputs>(
    stage1: AnyStage<N0, T0, T1, [], D0, R0>,
    stage2: AnyStage<N1, T1, T2, [T0, ...R0], D1, R1>,
    stage3: AnyStage<N2, T2, T3, [T0, ...R0, T1, ...R1], D2, R2>,
    stage4: AnyStage<N3, T3, T4, [T0, ...R0, T1, ...R1, T2, ...R2], D3, R3>,
    stage5: AnyStage<N4, T4, T5, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3], D4, R4>,
    stage6: AnyStage<N5, T5, T6, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4], D5, R5>,
    stage7: AnyStage<N6, T6, T7, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4, T5, ...R5], D6, R6>,
    stage8: AnyStage<N7, T7, T8, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4, T5, ...R5, T6, ...R6], D7, R7>,
    stage9: AnyStage<N8, T8, T9, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4, T5, ...R5, T6, ...R6, T7, ...R7], D8, R8>,
    options?: PipelineOptions,
  ): Pipeline<
    T0,
    StageOutcome<T1, N0, [T0, ...R0], D0>
    | StageOutcome<T2, N1, [T0, ...R0, T1, ...R1], D1>
    | StageOutcome<T3, N2, [T0, ...R0, T1, ...R1, T2, ...R2], D2>
    | StageOutcome<T4, N3, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3], D3>
    | StageOutcome<T5, N4, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4], D4>
    | StageOutcome<T6, N5, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4, T5, ...R5], D5>
    | StageOutcome<T7, N6, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4, T5, ...R5, T6, ...R6], D6>
    | StageOutcome<T8, N7, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4, T5, ...R5, T6, ...R6, T7, ...R7], D7>
    | StageOutcome<T9, N8, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4, T5, ...R5, T6, ...R6, T7, ...R7, T8, ...R8], true>
  >;
  <T0, N0 extends string, T1, D0 extends boolean, R0 extends Inputs, N1 extends string, T2, D1 extends boolean, R1 extends Inputs, N2 extends string, T3, D2 extends boolean, R2 extends Inputs, N3 extends string, T4, D3 extends boolean, R3 extends Inputs, N4 extends string, T5, D4 extends boolean, R4 extends Inputs, N5 extends string, T6, D5 extends boolean, R5 extends Inputs, N6 extends string, T7, D6 extends boolean, R6 extends Inputs, N7 extends string, T8, D7 extends boolean, R7 extends Inputs>(
    stage1: AnyStage<N0, T0, T1, [], D0, R0>,
    stage2: AnyStage<N1, T1, T2, [T0, ...R0], D1, R1>,
    stage3: AnyStage<N2, T2, T3, [T0, ...R0, T1, ...R1], D2, R2>,
    stage4: AnyStage<N3, T3, T4, [T0, ...R0, T1, ...R1, T2, ...R2], D3, R3>,
    stage5: AnyStage<N4, T4, T5, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3], D4, R4>,
    stage6: AnyStage<N5, T5, T6, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4], D5, R5>,
    stage7: AnyStage<N6, T6, T7, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4, T5, ...R5], D6, R6>,
    stage8: AnyStage<N7, T7, T8, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4, T5, ...R5, T6, ...R6], D7, R7>,
    options?: PipelineOptions,
  ): Pipeline<
    T0,
    StageOutcome<T1, N0, [T0, ...R0], D0>
    | StageOutcome<T2, N1, [T0, ...R0, T1, ...R1], D1>
    | StageOutcome<T3, N2, [T0, ...R0, T1, ...R1, T2, ...R2], D2>
    | StageOutcome<T4, N3, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3], D3>
    | StageOutcome<T5, N4, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4], D4>
    | StageOutcome<T6, N5, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4, T5, ...R5], D5>
    | StageOutcome<T7, N6, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4, T5, ...R5, T6, ...R6], D6>
    | StageOutcome<T8, N7, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4, T5, ...R5, T6, ...R6, T7, ...R7], true>
  >;
  <T0, N0 extends string, T1, D0 extends boolean, R0 extends Inputs, N1 extends string, T2, D1 extends boolean, R1 extends Inputs, N2 extends string, T3, D2 extends boolean, R2 extends Inputs, N3 extends string, T4, D3 extends boolean, R3 extends Inputs, N4 extends string, T5, D4 extends boolean, R4 extends Inputs, N5 extends string, T6, D5 extends boolean, R5 extends Inputs, N6 extends string, T7, D6 extends boolean, R6 extends Inputs>(
    stage1: AnyStage<N0, T0, T1, [], D0, R0>,
    stage2: AnyStage<N1, T1, T2, [T0, ...R0], D1, R1>,
    stage3: AnyStage<N2, T2, T3, [T0, ...R0, T1, ...R1], D2, R2>,
    stage4: AnyStage<N3, T3, T4, [T0, ...R0, T1, ...R1, T2, ...R2], D3, R3>,
    stage5: AnyStage<N4, T4, T5, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3], D4, R4>,
    stage6: AnyStage<N5, T5, T6, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4], D5, R5>,
    stage7: AnyStage<N6, T6, T7, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4, T5, ...R5], D6, R6>,
    options?: PipelineOptions,
  ): Pipeline<
    T0,
    StageOutcome<T1, N0, [T0, ...R0], D0>
    | StageOutcome<T2, N1, [T0, ...R0, T1, ...R1], D1>
    | StageOutcome<T3, N2, [T0, ...R0, T1, ...R1, T2, ...R2], D2>
    | StageOutcome<T4, N3, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3], D3>
    | StageOutcome<T5, N4, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4], D4>
    | StageOutcome<T6, N5, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4, T5, ...R5], D5>
    | StageOutcome<T7, N6, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4, T5, ...R5, T6, ...R6], true>
  >;
  <T0, N0 extends string, T1, D0 extends boolean, R0 extends Inputs, N1 extends string, T2, D1 extends boolean, R1 extends Inputs, N2 extends string, T3, D2 extends boolean, R2 extends Inputs, N3 extends string, T4, D3 extends boolean, R3 extends Inputs, N4 extends string, T5, D4 extends boolean, R4 extends Inputs, N5 extends string, T6, D5 extends boolean, R5 extends Inputs>(
    stage1: AnyStage<N0, T0, T1, [], D0, R0>,
    stage2: AnyStage<N1, T1, T2, [T0, ...R0], D1, R1>,
    stage3: AnyStage<N2, T2, T3, [T0, ...R0, T1, ...R1], D2, R2>,
    stage4: AnyStage<N3, T3, T4, [T0, ...R0, T1, ...R1, T2, ...R2], D3, R3>,
    stage5: AnyStage<N4, T4, T5, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3], D4, R4>,
    stage6: AnyStage<N5, T5, T6, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4], D5, R5>,
    options?: PipelineOptions,
  ): Pipeline<
    T0,
    StageOutcome<T1, N0, [T0, ...R0], D0>
    | StageOutcome<T2, N1, [T0, ...R0, T1, ...R1], D1>
    | StageOutcome<T3, N2, [T0, ...R0, T1, ...R1, T2, ...R2], D2>
    | StageOutcome<T4, N3, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3], D3>
    | StageOutcome<T5, N4, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4], D4>
    | StageOutcome<T6, N5, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4, T5, ...R5], true>
  >;
  <T0, N0 extends string, T1, D0 extends boolean, R0 extends Inputs, N1 extends string, T2, D1 extends boolean, R1 extends Inputs, N2 extends string, T3, D2 extends boolean, R2 extends Inputs, N3 extends string, T4, D3 extends boolean, R3 extends Inputs, N4 extends string, T5, D4 extends boolean, R4 extends Inputs>(
    stage1: AnyStage<N0, T0, T1, [], D0, R0>,
    stage2: AnyStage<N1, T1, T2, [T0, ...R0], D1, R1>,
    stage3: AnyStage<N2, T2, T3, [T0, ...R0, T1, ...R1], D2, R2>,
    stage4: AnyStage<N3, T3, T4, [T0, ...R0, T1, ...R1, T2, ...R2], D3, R3>,
    stage5: AnyStage<N4, T4, T5, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3], D4, R4>,
    options?: PipelineOptions,
  ): Pipeline<
    T0,
    StageOutcome<T1, N0, [T0, ...R0], D0>
    | StageOutcome<T2, N1, [T0, ...R0, T1, ...R1], D1>
    | StageOutcome<T3, N2, [T0, ...R0, T1, ...R1, T2, ...R2], D2>
    | StageOutcome<T4, N3, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3], D3>
    | StageOutcome<T5, N4, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3, T4, ...R4], true>
  >;
  <T0, N0 extends string, T1, D0 extends boolean, R0 extends Inputs, N1 extends string, T2, D1 extends boolean, R1 extends Inputs, N2 extends string, T3, D2 extends boolean, R2 extends Inputs, N3 extends string, T4, D3 extends boolean, R3 extends Inputs>(
    stage1: AnyStage<N0, T0, T1, [], D0, R0>,
    stage2: AnyStage<N1, T1, T2, [T0, ...R0], D1, R1>,
    stage3: AnyStage<N2, T2, T3, [T0, ...R0, T1, ...R1], D2, R2>,
    stage4: AnyStage<N3, T3, T4, [T0, ...R0, T1, ...R1, T2, ...R2], D3, R3>,
    options?: PipelineOptions,
  ): Pipeline<
    T0,
    StageOutcome<T1, N0, [T0, ...R0], D0>
    | StageOutcome<T2, N1, [T0, ...R0, T1, ...R1], D1>
    | StageOutcome<T3, N2, [T0, ...R0, T1, ...R1, T2, ...R2], D2>
    | StageOutcome<T4, N3, [T0, ...R0, T1, ...R1, T2, ...R2, T3, ...R3], true>
  >;
  <T0, N0 extends string, T1, D0 extends boolean, R0 extends Inputs, N1 extends string, T2, D1 extends boolean, R1 extends Inputs, N2 extends string, T3, D2 extends boolean, R2 extends Inputs>(
    stage1: AnyStage<N0, T0, T1, [], D0, R0>,
    stage2: AnyStage<N1, T1, T2, [T0, ...R0], D1, R1>,
    stage3: AnyStage<N2, T2, T3, [T0, ...R0, T1, ...R1], D2, R2>,
    options?: PipelineOptions,
  ): Pipeline<
    T0,
    StageOutcome<T1, N0, [T0, ...R0], D0>
    | StageOutcome<T2, N1, [T0, ...R0, T1, ...R1], D1>
    | StageOutcome<T3, N2, [T0, ...R0, T1, ...R1, T2, ...R2], true>
  >;
  <T0, N0 extends string, T1, D0 extends boolean, R0 extends Inputs, N1 extends string, T2, D1 extends boolean, R1 extends Inputs>(
    stage1: AnyStage<N0, T0, T1, [], D0, R0>,
    stage2: AnyStage<N1, T1, T2, [T0, ...R0], D1, R1>,
    options?: PipelineOptions,
  ): Pipeline<
    T0,
    StageOutcome<T1, N0, [T0, ...R0], D0>
    | StageOutcome<T2, N1, [T0, ...R0, T1, ...R1], true>
  >;
  <T0, N0 extends string, T1, D0 extends boolean, R0 extends Inputs>(
    stage1: AnyStage<N0, T0, T1, [], D0, R0>,
    options?: PipelineOptions,
  ): Pipeline<
    T0,
    StageOutcome<T1, N0, [T0, ...R0], true>
  >;
}
