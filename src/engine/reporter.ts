import type { BranchEvent, EmittedEvent, SettledEvent } from '../observe/branch-event.js';
import type { RunEndedEvent, RunEvent, StageInfo } from '../observe/run-event.js';
import { reportUnhandled } from '../policies/report-unhandled.js';
import { named } from './steps.js';
import type { PipelineEvent } from '../observe/pipeline-event.js';
import type { Plan, StagePlan, Step } from './plan.js';
import type { Branch, Failure } from './types.js';

/** When the current attempt of a branch began to wait, when it left the queue, and when it was over; and what the branch did last. */
export interface BranchTimes {
  previous: BranchEvent['previous'];
  queued: number;
  left: number | undefined;
  settled: number | undefined;
}

/** An event while it is made. */
type Writable = Partial<Record<keyof EmittedEvent | keyof SettledEvent, unknown>>;

/** Takes in what an event says. */
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

/** Tells the listener of one run what happens. What the listener throws is reported as rxjs reports what an observer throws, and stops nothing. */
export class Reporter {
  private hasEnded = false;

  constructor(
    private readonly plan: Plan,
    private readonly listener: (event: PipelineEvent) => void,
    private readonly run: { readonly id: number; readonly closed: boolean },
  ) {}

  /** @param detail - what an event of that type says beside what all events of branches say */
  report(type: BranchEvent['type'], branch: Branch, detail?: object): void {
    const event = this.eventOf(type, branch);
    if (event !== undefined) this.tell((detail === undefined ? event : Object.assign(event, detail)) as BranchEvent);
  }

  /* The two most frequent events that say more. To assign to an object what it says is several times faster than to merge two. */

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
    this.tell(event as SettledEvent);
  }

  /** What all events of branches say; `undefined` if nobody is told. */
  private eventOf(type: BranchEvent['type'], branch: Branch): Writable | undefined {
    // Of a run that has ended only what that cancels.
    if (this.run.closed && type !== 'cancelled') return undefined;
    const time = this.plan.scheduler.now();
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
    this.tell({
      type: 'run-started',
      ...this.now,
      concurrency,
      highWaterMark,
      order,
      roots: lengthOf(source),
      first: namesOf(first.filter((step) => 'stage' in step)),
      stages,
    });
  }

  sourceEnded(): void {
    if (!this.run.closed) this.tell({ type: 'source-ended', ...this.now });
  }

  /** The run is over, for the first reason that is given. */
  ended(status: RunEndedEvent['status'], reason?: unknown): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.tell({ type: 'run-ended', ...this.now, status, reason });
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

/** Reading it may throw, for the array may be a proxy. */
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
