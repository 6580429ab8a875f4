import type { StageContext } from './context.js';

/** The attempt that `around` is called for. `run`, `branch` and `attempt` identify it, in events as well. */
export interface AttemptInfo extends StageContext {
  /** The run, as events number it. */
  readonly run: number;
  /** The name of the stage. */
  readonly stage: string;
  /** The branch, as events number it; of a {@link batchStage} the first one that the request is for. */
  readonly branch: number;
  /** The number of the branch that created it; `undefined` for a root. */
  readonly parent: number | undefined;
  /** The branch's input; `inputs` has all from the root to it. */
  readonly input: unknown;
  /** Of a {@link batchStage}: the batch that the request is for, as the `started` events of its branches say it. */
  readonly batch: { readonly id: number; readonly size: number } | undefined;
}

/**
 * Makes a call of an attempt's code.
 *
 * @param attempt - what the call is for; each part is made when it is read
 * @param call - makes the call. It throws what the call throws
 */
export type Around = (attempt: AttemptInfo, call: () => void) => void;
