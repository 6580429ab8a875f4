import { has, unfit } from '../check.js';
import type { StageContext } from '../context.js';
import { planOf } from '../runnable.js';

/** A stage whose project takes one input: a `stage` or a `listStage`. */
export interface RemotableStage {
  readonly name: string;
  readonly project: (input: never, context: StageContext<never>) => unknown;
  with(changes: never): unknown;
}

/** The project of a stage, and what is called with it. */
export interface Projected {
  readonly name: string;
  readonly project: (input: unknown, context: StageContext) => unknown;
  /** Whether the project returns lists. */
  readonly lists: boolean;
}

/** The projects that send jobs. */
const senders = new WeakSet();

/** Marks the project of a remote stage. */
export function markAsRemote<P extends object>(project: P): P {
  senders.add(project);
  return project;
}

/**
 * Reads the project of a stage, and of which kind it is.
 *
 * @param what - names the call and the argument
 * @throws TypeError if it is not a `stage` or a `listStage`, or if it is remote already
 */
export function projectOf(what: string, stage: unknown): Projected {
  const [first] = planOf(stage)?.first ?? [];
  // A pipeline of one stage has the same plan.
  if (first === undefined || !('stage' in first) || !has(stage, 'project'))
    throw unfit(what, ['a stage, created with stage() or listStage()'], stage);
  const { stage: plan } = first;
  if (plan.batch !== undefined) throw new TypeError(`${what} is a batchStage, but a job has one input: use a stage, and form batches in the worker`);
  if (senders.has(plan.project)) throw new TypeError(`${what} is a remote stage already: pass the stage that it was made of`);
  return plan;
}
