import { listStage, pipeline, stage, type PipelineOptions, type StageOptions } from 'rxjs-stages';
import { iterateStages, runStages } from './stages.mjs';
import { CHILDREN, promised, SLOTS } from './work.mjs';
import type { Workload } from './workload.mjs';

/** How one of the promise workloads differs from the plain one. */
export interface Variation {
  readonly roots?: number;
  /** Makes the options of one stage; by default they bound its slots and nothing else. */
  readonly policies?: (round: 'first' | 'second') => StageOptions<number, number>;
  readonly options?: PipelineOptions;
  /** How many of the roots come from the source, if the first stage itself reaches the others. */
  readonly sources?: number;
  /** Called before each run. */
  readonly reset?: () => void;
  readonly measured?: number;
  /** Whether the outcomes are iterated, and not subscribed to. */
  readonly iterates?: boolean;
}

/** First-round tasks of a run, unless a workload has its own number. */
export const ROOTS = 2_000;

/** How long an attempt may take, in ms. No timeout fires. */
export const PATIENCE = 30_000;

/** A failed task runs three times, without a wait. */
export const retry = { count: 2, delay: 0 };

const slots = (): StageOptions<number, number> => ({ concurrency: SLOTS });

/** The promise workload, done by this library. */
export function promiseStages(variation: Variation = {}): Workload {
  const { roots = ROOTS, policies = slots, options = {}, sources = roots, reset, measured = 5, iterates = false } = variation;
  const both = pipeline(listStage('first', promised.first, policies('first')), stage('second', promised.second, policies('second')), options);
  return {
    tasks: roots * CHILDREN,
    warmUp: 16,
    measured,
    run: () => {
      reset?.();
      return iterates ? iterateStages(roots, both) : runStages(roots, both, sources);
    },
  };
}
