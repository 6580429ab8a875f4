import { asyncScheduler, Subject, type SchedulerLike } from 'rxjs';
import type { Plan, StagePlan } from './engine/plan.js';
import type { BranchEvent } from './observe/branch-event.js';
import { OptionsCheck } from './options.js';
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

const OPTIONS = ['concurrency', 'highWaterMark', 'maxWaiting', 'overflow', 'scheduler', 'onEvent'] as const;
const OVERFLOWS: readonly unknown[] = ['error', 'drop-oldest', 'drop-newest'] satisfies Overflow[];

/**
 * Checks a pipeline's options and fills in the defaults.
 *
 * @throws TypeError, RangeError that name the option and quote its value
 */
export function planFor(stages: readonly StageDefinition[], options: PipelineOptions): Plan {
  const check = new OptionsCheck('pipeline');
  check.known(options, OPTIONS);
  const { concurrency = 16, highWaterMark = 64, maxWaiting, overflow, scheduler = asyncScheduler, onEvent } = options;
  check.count('concurrency', concurrency, 1);
  check.count('highWaterMark', highWaterMark, 1);
  check.count('maxWaiting', maxWaiting, 0);
  check.type('overflow', overflow, "'error', 'drop-oldest' or 'drop-newest'", (value) => OVERFLOWS.includes(value));
  if (overflow !== undefined && maxWaiting === undefined) {
    throw new TypeError(`pipeline: overflow '${overflow}' needs maxWaiting, which says when it applies`);
  }
  check.type('scheduler', scheduler, 'a scheduler with now() and schedule()', isScheduler);
  check.type('onEvent', onEvent, 'a function', (value) => typeof value === 'function');
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

function isScheduler(value: unknown): boolean {
  const { now, schedule } = (value ?? {}) as Partial<SchedulerLike>;
  return typeof now === 'function' && typeof schedule === 'function';
}

/** Calls a listener as rxjs calls an observer: what it throws is reported and stops nothing. */
function reporting(listener: (event: BranchEvent) => void): (event: BranchEvent) => void {
  const events = new Subject<BranchEvent>();
  events.subscribe(listener);
  return (event) => {
    events.next(event);
  };
}
