import type { Pipeline } from './pipeline.js';
import type { PipelineOptions } from './pipeline-options.js';
import type { AnyStage, StageOutcome } from './stage.js';

/** Inputs of the same stage that follow its first one, where it recurses: none, or any number of one type. */
type Inputs = readonly unknown[];

/**
 * The call signatures of `pipeline`, from most stages to fewest: in the other order TypeScript settles on a shorter one first, and the parameters
 * of projects that are written inline become `unknown`.
 */
export interface PipelineOverloads {
  <T0, N0 extends string, R0 extends Inputs, T1, D0 extends boolean, N1 extends string, R1 extends Inputs, T2, D1 extends boolean, N2 extends string, R2 extends Inputs, T3, D2 extends boolean, N3 extends string, R3 extends Inputs, T4, D3 extends boolean, N4 extends string, R4 extends Inputs, T5, D4 extends boolean, N5 extends string, R5 extends Inputs, T6, D5 extends boolean, N6 extends string, R6 extends Inputs, T7, D6 extends boolean, N7 extends string, R7 extends Inputs, T8, D7 extends boolean, N8 extends string, R8 extends Inputs, T9, D8 extends boolean>(
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
  <T0, N0 extends string, R0 extends Inputs, T1, D0 extends boolean, N1 extends string, R1 extends Inputs, T2, D1 extends boolean, N2 extends string, R2 extends Inputs, T3, D2 extends boolean, N3 extends string, R3 extends Inputs, T4, D3 extends boolean, N4 extends string, R4 extends Inputs, T5, D4 extends boolean, N5 extends string, R5 extends Inputs, T6, D5 extends boolean, N6 extends string, R6 extends Inputs, T7, D6 extends boolean, N7 extends string, R7 extends Inputs, T8, D7 extends boolean>(
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
  <T0, N0 extends string, R0 extends Inputs, T1, D0 extends boolean, N1 extends string, R1 extends Inputs, T2, D1 extends boolean, N2 extends string, R2 extends Inputs, T3, D2 extends boolean, N3 extends string, R3 extends Inputs, T4, D3 extends boolean, N4 extends string, R4 extends Inputs, T5, D4 extends boolean, N5 extends string, R5 extends Inputs, T6, D5 extends boolean, N6 extends string, R6 extends Inputs, T7, D6 extends boolean>(
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
  <T0, N0 extends string, R0 extends Inputs, T1, D0 extends boolean, N1 extends string, R1 extends Inputs, T2, D1 extends boolean, N2 extends string, R2 extends Inputs, T3, D2 extends boolean, N3 extends string, R3 extends Inputs, T4, D3 extends boolean, N4 extends string, R4 extends Inputs, T5, D4 extends boolean, N5 extends string, R5 extends Inputs, T6, D5 extends boolean>(
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
  <T0, N0 extends string, R0 extends Inputs, T1, D0 extends boolean, N1 extends string, R1 extends Inputs, T2, D1 extends boolean, N2 extends string, R2 extends Inputs, T3, D2 extends boolean, N3 extends string, R3 extends Inputs, T4, D3 extends boolean, N4 extends string, R4 extends Inputs, T5, D4 extends boolean>(
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
  <T0, N0 extends string, R0 extends Inputs, T1, D0 extends boolean, N1 extends string, R1 extends Inputs, T2, D1 extends boolean, N2 extends string, R2 extends Inputs, T3, D2 extends boolean, N3 extends string, R3 extends Inputs, T4, D3 extends boolean>(
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
  <T0, N0 extends string, R0 extends Inputs, T1, D0 extends boolean, N1 extends string, R1 extends Inputs, T2, D1 extends boolean, N2 extends string, R2 extends Inputs, T3, D2 extends boolean>(
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
  <T0, N0 extends string, R0 extends Inputs, T1, D0 extends boolean, N1 extends string, R1 extends Inputs, T2, D1 extends boolean>(
    stage1: AnyStage<N0, T0, T1, [], D0, R0>,
    stage2: AnyStage<N1, T1, T2, [T0, ...R0], D1, R1>,
    options?: PipelineOptions,
  ): Pipeline<
    T0,
    StageOutcome<T1, N0, [T0, ...R0], D0>
    | StageOutcome<T2, N1, [T0, ...R0, T1, ...R1], true>
  >;
  <T0, N0 extends string, R0 extends Inputs, T1, D0 extends boolean>(
    stage1: AnyStage<N0, T0, T1, [], D0, R0>,
    options?: PipelineOptions,
  ): Pipeline<
    T0,
    StageOutcome<T1, N0, [T0, ...R0], true>
  >;
}
