import type { Pipeline } from './pipeline.js';
import type { PipelineOptions } from './pipeline-options.js';
import type { AnyStage, StageOutcome } from './stage.js';

/**
 * The call signatures of `pipeline`, from most stages to fewest: in the other order TypeScript settles on a shorter one first, and the parameters
 * of projects that are written inline become `unknown`.
 */
export interface PipelineOverloads {
  <T0, N0 extends string, T1, D0 extends boolean, N1 extends string, T2, D1 extends boolean, N2 extends string, T3, D2 extends boolean, N3 extends string, T4, D3 extends boolean, N4 extends string, T5, D4 extends boolean, N5 extends string, T6, D5 extends boolean, N6 extends string, T7, D6 extends boolean, N7 extends string, T8, D7 extends boolean, N8 extends string, T9, D8 extends boolean>(
    stage1: AnyStage<N0, T0, T1, [], D0>,
    stage2: AnyStage<N1, T1, T2, [T0], D1>,
    stage3: AnyStage<N2, T2, T3, [T0, T1], D2>,
    stage4: AnyStage<N3, T3, T4, [T0, T1, T2], D3>,
    stage5: AnyStage<N4, T4, T5, [T0, T1, T2, T3], D4>,
    stage6: AnyStage<N5, T5, T6, [T0, T1, T2, T3, T4], D5>,
    stage7: AnyStage<N6, T6, T7, [T0, T1, T2, T3, T4, T5], D6>,
    stage8: AnyStage<N7, T7, T8, [T0, T1, T2, T3, T4, T5, T6], D7>,
    stage9: AnyStage<N8, T8, T9, [T0, T1, T2, T3, T4, T5, T6, T7], D8>,
    options?: PipelineOptions,
  ): Pipeline<
    T0,
    StageOutcome<T1, N0, [T0], D0>
    | StageOutcome<T2, N1, [T0, T1], D1>
    | StageOutcome<T3, N2, [T0, T1, T2], D2>
    | StageOutcome<T4, N3, [T0, T1, T2, T3], D3>
    | StageOutcome<T5, N4, [T0, T1, T2, T3, T4], D4>
    | StageOutcome<T6, N5, [T0, T1, T2, T3, T4, T5], D5>
    | StageOutcome<T7, N6, [T0, T1, T2, T3, T4, T5, T6], D6>
    | StageOutcome<T8, N7, [T0, T1, T2, T3, T4, T5, T6, T7], D7>
    | StageOutcome<T9, N8, [T0, T1, T2, T3, T4, T5, T6, T7, T8], true>
  >;
  <T0, N0 extends string, T1, D0 extends boolean, N1 extends string, T2, D1 extends boolean, N2 extends string, T3, D2 extends boolean, N3 extends string, T4, D3 extends boolean, N4 extends string, T5, D4 extends boolean, N5 extends string, T6, D5 extends boolean, N6 extends string, T7, D6 extends boolean, N7 extends string, T8, D7 extends boolean>(
    stage1: AnyStage<N0, T0, T1, [], D0>,
    stage2: AnyStage<N1, T1, T2, [T0], D1>,
    stage3: AnyStage<N2, T2, T3, [T0, T1], D2>,
    stage4: AnyStage<N3, T3, T4, [T0, T1, T2], D3>,
    stage5: AnyStage<N4, T4, T5, [T0, T1, T2, T3], D4>,
    stage6: AnyStage<N5, T5, T6, [T0, T1, T2, T3, T4], D5>,
    stage7: AnyStage<N6, T6, T7, [T0, T1, T2, T3, T4, T5], D6>,
    stage8: AnyStage<N7, T7, T8, [T0, T1, T2, T3, T4, T5, T6], D7>,
    options?: PipelineOptions,
  ): Pipeline<
    T0,
    StageOutcome<T1, N0, [T0], D0>
    | StageOutcome<T2, N1, [T0, T1], D1>
    | StageOutcome<T3, N2, [T0, T1, T2], D2>
    | StageOutcome<T4, N3, [T0, T1, T2, T3], D3>
    | StageOutcome<T5, N4, [T0, T1, T2, T3, T4], D4>
    | StageOutcome<T6, N5, [T0, T1, T2, T3, T4, T5], D5>
    | StageOutcome<T7, N6, [T0, T1, T2, T3, T4, T5, T6], D6>
    | StageOutcome<T8, N7, [T0, T1, T2, T3, T4, T5, T6, T7], true>
  >;
  <T0, N0 extends string, T1, D0 extends boolean, N1 extends string, T2, D1 extends boolean, N2 extends string, T3, D2 extends boolean, N3 extends string, T4, D3 extends boolean, N4 extends string, T5, D4 extends boolean, N5 extends string, T6, D5 extends boolean, N6 extends string, T7, D6 extends boolean>(
    stage1: AnyStage<N0, T0, T1, [], D0>,
    stage2: AnyStage<N1, T1, T2, [T0], D1>,
    stage3: AnyStage<N2, T2, T3, [T0, T1], D2>,
    stage4: AnyStage<N3, T3, T4, [T0, T1, T2], D3>,
    stage5: AnyStage<N4, T4, T5, [T0, T1, T2, T3], D4>,
    stage6: AnyStage<N5, T5, T6, [T0, T1, T2, T3, T4], D5>,
    stage7: AnyStage<N6, T6, T7, [T0, T1, T2, T3, T4, T5], D6>,
    options?: PipelineOptions,
  ): Pipeline<
    T0,
    StageOutcome<T1, N0, [T0], D0>
    | StageOutcome<T2, N1, [T0, T1], D1>
    | StageOutcome<T3, N2, [T0, T1, T2], D2>
    | StageOutcome<T4, N3, [T0, T1, T2, T3], D3>
    | StageOutcome<T5, N4, [T0, T1, T2, T3, T4], D4>
    | StageOutcome<T6, N5, [T0, T1, T2, T3, T4, T5], D5>
    | StageOutcome<T7, N6, [T0, T1, T2, T3, T4, T5, T6], true>
  >;
  <T0, N0 extends string, T1, D0 extends boolean, N1 extends string, T2, D1 extends boolean, N2 extends string, T3, D2 extends boolean, N3 extends string, T4, D3 extends boolean, N4 extends string, T5, D4 extends boolean, N5 extends string, T6, D5 extends boolean>(
    stage1: AnyStage<N0, T0, T1, [], D0>,
    stage2: AnyStage<N1, T1, T2, [T0], D1>,
    stage3: AnyStage<N2, T2, T3, [T0, T1], D2>,
    stage4: AnyStage<N3, T3, T4, [T0, T1, T2], D3>,
    stage5: AnyStage<N4, T4, T5, [T0, T1, T2, T3], D4>,
    stage6: AnyStage<N5, T5, T6, [T0, T1, T2, T3, T4], D5>,
    options?: PipelineOptions,
  ): Pipeline<
    T0,
    StageOutcome<T1, N0, [T0], D0>
    | StageOutcome<T2, N1, [T0, T1], D1>
    | StageOutcome<T3, N2, [T0, T1, T2], D2>
    | StageOutcome<T4, N3, [T0, T1, T2, T3], D3>
    | StageOutcome<T5, N4, [T0, T1, T2, T3, T4], D4>
    | StageOutcome<T6, N5, [T0, T1, T2, T3, T4, T5], true>
  >;
  <T0, N0 extends string, T1, D0 extends boolean, N1 extends string, T2, D1 extends boolean, N2 extends string, T3, D2 extends boolean, N3 extends string, T4, D3 extends boolean, N4 extends string, T5, D4 extends boolean>(
    stage1: AnyStage<N0, T0, T1, [], D0>,
    stage2: AnyStage<N1, T1, T2, [T0], D1>,
    stage3: AnyStage<N2, T2, T3, [T0, T1], D2>,
    stage4: AnyStage<N3, T3, T4, [T0, T1, T2], D3>,
    stage5: AnyStage<N4, T4, T5, [T0, T1, T2, T3], D4>,
    options?: PipelineOptions,
  ): Pipeline<
    T0,
    StageOutcome<T1, N0, [T0], D0>
    | StageOutcome<T2, N1, [T0, T1], D1>
    | StageOutcome<T3, N2, [T0, T1, T2], D2>
    | StageOutcome<T4, N3, [T0, T1, T2, T3], D3>
    | StageOutcome<T5, N4, [T0, T1, T2, T3, T4], true>
  >;
  <T0, N0 extends string, T1, D0 extends boolean, N1 extends string, T2, D1 extends boolean, N2 extends string, T3, D2 extends boolean, N3 extends string, T4, D3 extends boolean>(
    stage1: AnyStage<N0, T0, T1, [], D0>,
    stage2: AnyStage<N1, T1, T2, [T0], D1>,
    stage3: AnyStage<N2, T2, T3, [T0, T1], D2>,
    stage4: AnyStage<N3, T3, T4, [T0, T1, T2], D3>,
    options?: PipelineOptions,
  ): Pipeline<
    T0,
    StageOutcome<T1, N0, [T0], D0>
    | StageOutcome<T2, N1, [T0, T1], D1>
    | StageOutcome<T3, N2, [T0, T1, T2], D2>
    | StageOutcome<T4, N3, [T0, T1, T2, T3], true>
  >;
  <T0, N0 extends string, T1, D0 extends boolean, N1 extends string, T2, D1 extends boolean, N2 extends string, T3, D2 extends boolean>(
    stage1: AnyStage<N0, T0, T1, [], D0>,
    stage2: AnyStage<N1, T1, T2, [T0], D1>,
    stage3: AnyStage<N2, T2, T3, [T0, T1], D2>,
    options?: PipelineOptions,
  ): Pipeline<
    T0,
    StageOutcome<T1, N0, [T0], D0>
    | StageOutcome<T2, N1, [T0, T1], D1>
    | StageOutcome<T3, N2, [T0, T1, T2], true>
  >;
  <T0, N0 extends string, T1, D0 extends boolean, N1 extends string, T2, D1 extends boolean>(
    stage1: AnyStage<N0, T0, T1, [], D0>,
    stage2: AnyStage<N1, T1, T2, [T0], D1>,
    options?: PipelineOptions,
  ): Pipeline<
    T0,
    StageOutcome<T1, N0, [T0], D0>
    | StageOutcome<T2, N1, [T0, T1], true>
  >;
  <T0, N0 extends string, T1, D0 extends boolean>(
    stage1: AnyStage<N0, T0, T1, [], D0>,
    options?: PipelineOptions,
  ): Pipeline<
    T0,
    StageOutcome<T1, N0, [T0], true>
  >;
}
