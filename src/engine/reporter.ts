import type { BranchEvent } from '../observe/branch-event.js';
import type { RunEndedEvent, RunEvent, StageInfo } from '../observe/run-event.js';
import { reportUnhandled } from '../policies/report-unhandled.js';
import { hasEnded } from './is-closed.js';
import { named } from './steps.js';
import type { PipelineEvent } from '../observe/pipeline-event.js';
import type { Plan, StagePlan } from './plan.js';
import type * as engine from './types.js';

/** Tells the listener of one run what happens. What the listener throws is reported as rxjs reports what an observer throws, and stops nothing. */
export class Reporter implements engine.Reporter {
  private isRunning = false;

  constructor(
    private readonly plan: Plan,
    private readonly listener: (event: PipelineEvent) => void,
    private readonly run: { readonly id: number; readonly closed: boolean },
  ) {}

  report(type: BranchEvent['type'], branch: engine.Branch, detail?: object): void {
    const time = this.plan.scheduler.now();
    // Of a run that has ended, by the clock at the latest, only what that cancels.
    if (this.run.closed && type !== 'cancelled') return;
    const times = (branch.times ??= { queued: time, left: undefined, settled: undefined });
    if (type === 'started') times.left = time;
    else if (type === 'settled') times.settled = time;
    else if (type === 'served') times.left = times.settled = time;
    else if (type === 'requeued' || type === 'paged') {
      times.queued = time;
      times.left = times.settled = undefined;
    }
    const { queued, left, settled } = times;
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
      waited: (left ?? time) - queued,
      inFlight: left === undefined ? 0 : (settled ?? time) - left,
    };
    this.tell((detail === undefined ? event : Object.assign(event, detail)) as BranchEvent);
  }

  started(): void {
    const { concurrency, highWaterMark, order, levels } = this.plan;
    const stages = levels
      .flat()
      .reverse()
      .map((stage) => infoOf(stage));
    const { now } = this;
    // The clock may have ended the run.
    if (this.run.closed) return;
    this.isRunning = true;
    this.tell({ type: 'run-started', ...now, concurrency, highWaterMark, order, stages });
  }

  sourceEnded(): void {
    if (hasEnded(this.run)) return;
    const { now } = this;
    if (!hasEnded(this.run)) this.tell({ type: 'source-ended', ...now });
  }

  /** The run is over, for the first reason that is given. One that has not begun does not end. */
  ended(status: RunEndedEvent['status'], reason?: unknown): void {
    if (!this.isTold()) return;
    const { now } = this;
    // The clock may have ended the run.
    if (!this.isTold()) return;
    this.isRunning = false;
    this.tell({ type: 'run-ended', ...now, status, reason });
  }

  /** Whether the listener knows of the run, and not of its end. */
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

function infoOf({ name, concurrency, options, batch, joins, followers }: StagePlan): StageInfo {
  return {
    name,
    concurrency: batch?.concurrency ?? concurrency,
    isLimited: options.limit !== undefined,
    isJoin: joins !== undefined,
    isBatch: batch !== undefined,
    followers: [...new Set(named([...(joins ?? []), ...followers]).map((follower) => follower.name))],
  };
}
