import type { BranchEvent, EmittedEvent, SettledEvent } from '../events/branch-event.js';
import type { RunEndedEvent, RunEvent, StageInfo } from '../events/run-event.js';
import { reportUnhandled } from '../policies/report-unhandled.js';
import { hasEnded } from './is-closed.js';
import { named } from './steps.js';
import type { PipelineEvent } from '../events/pipeline-event.js';
import type { Plan, StagePlan, Step } from './plan.js';
import type { Branch, BranchTimes, Failure, Reporter } from './types.js';

/** An event under construction. */
type Writable = Partial<Record<keyof EmittedEvent | keyof SettledEvent, unknown>>;

/** Updates the times of a branch by an event. */
function follow(times: BranchTimes, type: BranchEvent['type'], time: number): void {
  switch (type) {
    case 'emitted':
    case 'paused':
      return;
    case 'started':
      times.left = time;
      break;
    case 'settled':
      times.settled = time;
      break;
    case 'served':
      times.left = times.settled = time;
      break;
    case 'requeued':
    case 'paged':
      times.queued = time;
      times.left = times.settled = undefined;
  }
  times.previous = type as BranchEvent['previous'];
}

/**
 * Reports to the listener of one run. An error of the listener is reported like that of any RxJS
 * observer, and does not affect the run.
 */
export class EventReporter implements Reporter {
  private isRunning = false;

  constructor(
    private readonly plan: Plan,
    private readonly listener: (event: PipelineEvent) => void,
    private readonly run: { readonly id: number; readonly closed: boolean },
  ) {}

  report(type: BranchEvent['type'], branch: Branch, detail?: object): void {
    const event = this.eventOf(type, branch);
    if (event !== undefined) this.tell((detail === undefined ? event : Object.assign(event, detail)) as BranchEvent);
  }

  /*
   * The two most frequent events with properties of their own. Assigning them to an object is
   * several times faster than merging two objects.
   */

  emitted(branch: Branch, value: unknown, index: number): void {
    const event = this.eventOf('emitted', branch);
    if (event === undefined) return;
    event.value = value;
    event.index = index;
    this.tell(event as EmittedEvent);
  }

  settled(branch: Branch, failure: Failure | undefined): void {
    const event = this.eventOf('settled', branch);
    if (event === undefined) return;
    event.status = failure === undefined ? 'fulfilled' : 'rejected';
    event.reason = failure?.reason;
    const { times } = branch;
    if (times?.work !== undefined) {
      event.work = times.work;
      times.work = undefined;
    }
    this.tell(event as SettledEvent);
  }

  /**
   * An event with the properties that all events of branches have; `undefined` if the run has
   * ended.
   */
  private eventOf(type: BranchEvent['type'], branch: Branch): Writable | undefined {
    const time = this.plan.scheduler.now();
    // After the end of a run, which reading the clock may have caused, only cancellations are
    // reported.
    if (this.run.closed && type !== 'cancelled') return undefined;
    const { number, parent, path, input, attempts, stage } = branch;
    const times = (branch.times ??= { previous: undefined, queued: time, left: undefined, settled: undefined });
    const { previous } = times;
    follow(times, type, time);
    const { queued, left, settled } = times;
    return {
      type,
      run: this.run.id,
      time,
      stage: stage.plan.name,
      branch: number,
      parent: parent?.number,
      path,
      input,
      attempt: attempts,
      previous,
      waited: (left ?? time) - queued,
      inFlight: left === undefined ? 0 : (settled ?? time) - left,
    };
  }

  /** @param source - where the roots will come from */
  started(source: unknown): void {
    const { concurrency, highWaterMark, order, levels, first } = this.plan;
    const stages = levels
      .flat()
      .reverse()
      .map((stage) => infoOf(stage));
    const { now } = this;
    // The clock may have ended the run.
    if (this.run.closed) return;
    this.isRunning = true;
    this.tell({
      type: 'run-started',
      ...now,
      concurrency,
      highWaterMark,
      order,
      roots: lengthOf(source),
      first: namesOf(first.filter((step) => 'stage' in step)),
      stages,
    });
  }

  sourceEnded(): void {
    if (hasEnded(this.run)) return;
    const { now } = this;
    if (!hasEnded(this.run)) this.tell({ type: 'source-ended', ...now });
  }

  /**
   * The run has ended, for the first reason that is passed. A run that has not begun does not end.
   */
  ended(status: RunEndedEvent['status'], reason?: unknown): void {
    if (!this.isTold()) return;
    const { now } = this;
    // The clock may have ended the run.
    if (!this.isTold()) return;
    this.isRunning = false;
    this.tell({ type: 'run-ended', ...now, status, reason });
  }

  /** Whether the listener has received the start of the run, and not its end. */
  private isTold(): boolean {
    return this.isRunning;
  }

  private get now(): Pick<RunEvent, 'run' | 'time'> {
    return { run: this.run.id, time: this.plan.scheduler.now() };
  }

  private tell(event: PipelineEvent): void {
    const { listener } = this;
    try {
      listener(event);
    } catch (error) {
      reportUnhandled(error);
    }
  }
}

/** Reading the length may throw, because the array may be a proxy. */
function lengthOf(source: unknown): number | undefined {
  try {
    return Array.isArray(source) ? source.length : undefined;
  } catch {
    return undefined;
  }
}

/** The names of the stages that steps lead to, each once. */
function namesOf(steps: readonly Step[]): readonly string[] {
  return [...new Set(named(steps).map(({ name }) => name))];
}

function infoOf({ name, concurrency, options, batch, lists, joins, followers }: StagePlan): StageInfo {
  return {
    name,
    concurrency: batch?.concurrency ?? concurrency,
    isLimited: options.limit !== undefined,
    isJoin: joins !== undefined,
    isBatch: batch !== undefined,
    isList: lists,
    followers: [...(options.recurse === undefined ? [] : [name]), ...namesOf(followers)],
    inner: namesOf(joins ?? []),
  };
}
