import type { BranchEvent } from '../observe/branch-event.js';
import type { RunEndedEvent, RunEvent, StageInfo } from '../observe/run-event.js';
import { reportUnhandled } from '../policies/report-unhandled.js';
import { named } from './steps.js';
import type { PipelineEvent } from '../observe/pipeline-event.js';
import type { Plan, StagePlan, Step } from './plan.js';
import type { Branch } from './types.js';

/** When the current attempt of a branch began to wait, when it left the queue, and when it was over; and what the branch did last. */
export interface BranchTimes {
  previous: BranchEvent['previous'];
  queued: number;
  left: number | undefined;
  settled: number | undefined;
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
    // Of a run that has ended only what that cancels.
    if (this.run.closed && type !== 'cancelled') return;
    const time = this.plan.scheduler.now();
    const times = (branch.times ??= { previous: undefined, queued: time, left: undefined, settled: undefined });
    if (type === 'started') times.left = time;
    else if (type === 'settled') times.settled = time;
    else if (type === 'served') times.left = times.settled = time;
    else if (type === 'requeued' || type === 'paged') {
      times.queued = time;
      times.left = times.settled = undefined;
    }
    const { previous, queued, left, settled } = times;
    if (type !== 'emitted' && type !== 'paused') times.previous = type as BranchEvent['previous'];
    const { number, parent, path, input, attempts, stage } = branch;
    const event = {
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
    this.tell((detail === undefined ? event : Object.assign(event, detail)) as BranchEvent);
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

function infoOf({ name, concurrency, options, batch, joins, followers }: StagePlan): StageInfo {
  return {
    name,
    concurrency: batch?.concurrency ?? concurrency,
    isLimited: options.limit !== undefined,
    isJoin: joins !== undefined,
    isBatch: batch !== undefined,
    followers: [...(options.recurse === undefined ? [] : [name]), ...namesOf(followers)],
    inner: namesOf(joins ?? []),
  };
}
