import { unfit } from '../check.js';
import type { StageContext } from '../context.js';
import { planOf } from '../runnable.js';

/** A stage whose project takes one input: a `stage` or a `listStage`. */
export interface RemotableStage {
  readonly name: string;
  readonly project: (input: never, context: StageContext<never>) => unknown;
  with(changes: never): unknown;
}

interface ProjectOf {
  readonly project: (input: unknown, context: StageContext) => unknown;
  /** Whether the project returns lists. */
  readonly lists: boolean;
}

/**
 * Reads the project of a stage, and of which kind it is.
 *
 * @param what - names the call and the argument
 * @throws TypeError if it is not a `stage` or a `listStage`
 */
export function projectOf(what: string, stage: RemotableStage): ProjectOf {
  const [first] = planOf(stage)?.first ?? [];
  if (first === undefined || !('stage' in first) || typeof (stage as Partial<RemotableStage>).with !== 'function') {
    throw unfit(what, ['a stage, created with stage() or listStage()'], stage);
  }
  if (first.stage.batch !== undefined) {
    throw new TypeError(`${what} is a batchStage, which is not supported: a job has one input. Use a stage, and send the batch from the worker`);
  }
  return first.stage;
}
