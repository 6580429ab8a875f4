import type { BranchEvent, PausedEvent } from '../events/branch-event.js';
import { branchTimelines } from './branch-timelines.js';
import { EventLog } from './event-log.js';
import type { RunEndedEvent, RunEvent, RunStartedEvent } from '../events/run-event.js';
import type { Pause, Timeline } from './timeline-types.js';
import { TreeSample } from './tree-sample.js';

/** Records the events of one run. */
export class RunRecorder {
  private readonly log = new EventLog();
  private readonly sample: TreeSample;
  private readonly max: number;
  private pauses: Pause[] = [];
  private created = 0;
  private time: number;
  private sourceEnded: number | undefined = undefined;

  constructor(
    private readonly started: RunStartedEvent,
    max: number,
    seed: number,
  ) {
    this.max = max;
    this.time = started.time;
    this.sample = new TreeSample(max, seed, (entries) => {
      this.log.drop(entries, this.isKept);
    });
  }

  ofRun(event: RunEvent): void {
    this.time = event.time;
    if (event.type === 'source-ended') this.sourceEnded = event.time;
  }

  ofBranch(event: BranchEvent): void {
    this.time = event.time;
    const { type, branch } = event;
    if (type === 'waiting') {
      this.created++;
      this.sample.add(event);
    }
    if (type === 'paused') this.pause(event);
    const record = this.sample.get(branch);
    if (record === undefined) return;
    if (type === 'emitted') record.emitted++;
    else if (type !== 'paused') {
      record.entries++;
      this.log.add(event);
    }
  }

  /**
   * The timeline of what was recorded.
   *
   * @param ended - how the run ended, if it has
   */
  timeline(ended?: RunEndedEvent): Timeline {
    const { run, concurrency, highWaterMark, order, roots, stages, time: start } = this.started;
    return {
      run,
      concurrency,
      highWaterMark,
      order,
      roots,
      stages,
      start,
      end: this.time,
      status: ended?.status ?? 'running',
      reason: ended?.reason,
      sourceEnded: this.sourceEnded,
      branches: branchTimelines(this.sample, this.log),
      created: this.created,
      pauses: this.pauses.slice(-this.max),
    };
  }

  private readonly isKept = (branch: number): boolean => this.sample.get(branch) !== undefined;

  private pause({ stage, branch, time, ms }: PausedEvent): void {
    this.pauses.push({ stage, branch, start: time, end: time + ms });
    if (this.pauses.length >= 2 * this.max) this.pauses = this.pauses.slice(-this.max);
  }
}
