import { asyncScheduler, Subject, type SchedulerLike } from 'rxjs';
import { checkOptions, count, FUNCTION, type Rule } from './check.js';
import type { Plan, StagePlan } from './engine/plan.js';
import type { BranchEvent } from './observe/branch-event.js';
import type { Overflow } from './policies/overflow.js';

/** The bounds of a whole pipeline, each counted within one run, and who is told what happens. */
export interface PipelineOptions {
  /**
   * How many attempts may be at work at once, over all stages.
   *
   * @default 16
   */
  readonly concurrency?: number | undefined;
  /**
   * How many branches (not bytes) may wait before a stage until the stage before it starts nothing more, and how many results may wait for a consumer
   * who iterates.
   *
   * @default 64
   */
  readonly highWaterMark?: number | undefined;
  /**
   * How many roots that the source pushes may wait to start.
   *
   * @default Infinity
   */
  readonly maxWaiting?: number | undefined;
  /**
   * What happens to a root more: `'error'` unsubscribes from the source and, when all that was started and waiting has ended, fails the run with an
   * {@link OverflowError}; the others deliver the dropped root as a rejection of the first stage with that error.
   *
   * @default 'error'
   */
  readonly overflow?: Overflow | undefined;
  /**
   * Whose `now()` gives the time of events.
   *
   * @default asyncScheduler
   */
  readonly scheduler?: SchedulerLike | undefined;
  /** Gets every step of every branch, in order. What it throws is reported as rxjs reports what any observer throws: the run goes on. */
  readonly onEvent?: ((event: BranchEvent) => void) | undefined;
}

/** A stage on its own: within a pipeline it takes the pipeline's concurrency unless it has its own. */
export interface StageDefinition extends Omit<StagePlan, 'concurrency'> {
  readonly concurrency: number | undefined;
}

const OVERFLOWS: readonly unknown[] = ['error', 'drop-oldest', 'drop-newest'] satisfies Overflow[];

const RULES = new Map<string, Rule>([
  ['concurrency', count(1)],
  ['highWaterMark', count(1)],
  ['maxWaiting', count(0)],
  ['overflow', [OVERFLOWS.join(' or '), (value) => OVERFLOWS.includes(value)]],
  ['scheduler', ['a scheduler', (value) => typeof (value as SchedulerLike | null)?.now === 'function']],
  ['onEvent', FUNCTION],
] satisfies [keyof PipelineOptions, Rule][]);

/**
 * Checks a pipeline's options and fills in the defaults.
 *
 * @throws TypeError, RangeError that name the option and quote its value
 */
export function planFor(stages: readonly StageDefinition[], options: PipelineOptions): Plan {
  checkOptions('pipeline', options, RULES);
  const { concurrency = 16, highWaterMark = 64, maxWaiting, overflow, scheduler = asyncScheduler, onEvent } = options;
  if (overflow !== undefined && maxWaiting === undefined) throw new TypeError(`pipeline: overflow '${overflow}' needs maxWaiting`);
  return {
    stages: stages.map((stage, index) => ({
      ...stage,
      concurrency: stage.concurrency ?? concurrency,
      deliver: stage.deliver || index === stages.length - 1,
    })),
    concurrency,
    highWaterMark,
    maxWaiting: maxWaiting ?? Infinity,
    overflow: overflow ?? 'error',
    scheduler,
    onEvent: onEvent && reporting(onEvent),
  };
}

/** Calls a listener as rxjs calls an observer: what it throws is reported and stops nothing. */
function reporting(listener: (event: BranchEvent) => void): (event: BranchEvent) => void {
  const events = new Subject<BranchEvent>();
  events.subscribe(listener);
  return (event) => {
    events.next(event);
  };
}
