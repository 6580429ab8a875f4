import type { StageContext } from './context.js';

/**
 * The attempt that `around` is called for. `run`, `branch` and `attempt` identify it, as they do in
 * events.
 */
export interface AttemptInfo extends StageContext {
  /** The number of the run, as in events. */
  readonly run: number;
  /** The name of the stage. */
  readonly stage: string;
  /**
   * The number of the branch, as in events. For a {@link batchStage}, the first branch of the
   * batch.
   */
  readonly branch: number;
  /** The number of the branch that created this one; `undefined` for a root. */
  readonly parent: number | undefined;
  /** The branch's input. `inputs` holds the whole chain, from the root to this one. */
  readonly input: unknown;
  /**
   * For a {@link batchStage}: its batch, as in the `started` events of its branches. Otherwise
   * `undefined`.
   */
  readonly batch: { readonly id: number; readonly size: number } | undefined;
}

/**
 * Wraps each call of an attempt's code. See {@link PipelineOptions.around}.
 *
 * @param attempt - the attempt that the call belongs to; each property is computed when it is first
 *   read
 * @param call - runs the code, and throws what the code throws. Call it exactly once, synchronously
 */
export type Around = (attempt: AttemptInfo, call: () => void) => void;
