import type { BranchEvent } from '../events/branch-event.js';
import type { RunEndedEvent, RunStartedEvent, StageInfo } from '../events/run-event.js';
import type { PipelineEvent } from '../events/pipeline-event.js';
import type { ProgressCounts, RunProgress, StageProgress } from './run-progress.js';

/** The period over which the rate is measured, in ms. */
const WINDOW = 10_000;

/** The counts of one stage. */
class StageCounter {
  discovered = 0;
  waiting = 0;
  inFlight = 0;
  retrying = 0;
  emitting = 0;
  fulfilled = 0;
  rejected = 0;
  cancelled = 0;
  /** The stages whose branches may still create branches of this one, which may include itself. */
  upstream: readonly StageCounter[] = [];

  constructor(readonly info: StageInfo) {}

  get ended(): number {
    return this.fulfilled + this.rejected + this.cancelled;
  }

  get counts(): Omit<ProgressCounts, 'total'> {
    const { discovered, waiting, inFlight, retrying, emitting, fulfilled, rejected, cancelled } = this;
    return { discovered, waiting, inFlight, retrying, emitting, fulfilled, rejected, cancelled };
  }

  take({ type, previous }: BranchEvent): void {
    switch (type) {
      case 'emitted':
      case 'paused':
        return;
      case 'waiting':
        this.discovered++;
        this.waiting++;
        return;
      default:
        this.leave(previous);
    }
    switch (type) {
      case 'started':
        this.inFlight++;
        break;
      case 'settled':
      case 'served':
        this.emitting++;
        break;
      case 'retrying':
        this.retrying++;
        break;
      case 'requeued':
      case 'paged':
        this.waiting++;
        break;
      case 'completed':
        this.fulfilled++;
        break;
      default:
        this[type]++;
    }
  }

  private leave(previous: BranchEvent['previous']): void {
    if (previous === 'started') this.inFlight--;
    else if (previous === 'settled' || previous === 'served') this.emitting--;
    else if (previous === 'retrying') this.retrying--;
    else this.waiting--;
  }
}

/**
 * Counts the branches of one run by its events. It stores the stages, and the branches that sleep.
 */
export class ProgressCounter {
  private readonly stages = new Map<string, StageCounter>();
  private status: RunProgress['status'] = 'running';
  private hasAllRoots = false;
  /** When each of the sleeping branches is retried, if known. */
  private readonly wakes = new Map<number, number>();
  private pausedUntil = -Infinity;
  /** How many branches had ended, at some times of the window. */
  private readonly samples: { readonly time: number; readonly ended: number }[];

  constructor(private readonly began: RunStartedEvent) {
    for (const info of began.stages) this.stages.set(info.name, new StageCounter(info));
    for (const counter of this.stages.values()) counter.upstream = this.upstreamOf(counter);
    this.samples = [{ time: began.time, ended: 0 }];
  }

  take(event: PipelineEvent): void {
    if (event.branch === undefined) {
      if (event.type === 'source-ended') this.hasAllRoots = true;
      else if (event.type === 'run-ended') this.end(event);
      return;
    }
    const { type, time, branch, previous } = event;
    this.stages.get(event.stage)?.take(event);
    if (type === 'retrying') {
      if (event.delay !== undefined) this.wakes.set(branch, time + event.delay);
    } else if (previous === 'retrying') this.wakes.delete(branch);
    else if (type === 'paused') this.pausedUntil = Math.max(this.pausedUntil, time + event.ms);
  }

  /**
   * The progress of the run.
   *
   * @param now - the time on the clock of its events
   */
  at(now: number): RunProgress {
    const stages = [...this.stages.values()].map((counter): StageProgress => {
      const { name, concurrency } = counter.info;
      return { stage: name, concurrency, ...counter.counts, total: this.totalOf(counter) };
    });
    const all = sum(stages);
    const { total } = all;
    const ended = all.fulfilled + all.rejected + all.cancelled;
    const rate = this.rate(now, ended);
    const left = total === undefined ? undefined : total - ended;
    const wake = Math.min(...this.wakes.values());
    return {
      run: this.began.run,
      status: this.status,
      elapsed: now - this.began.time,
      stages,
      all,
      rate,
      remaining: left === 0 ? 0 : left === undefined || rate === 0 ? undefined : (left / rate) * 1000,
      nextRetry: wake === Infinity ? undefined : Math.max(0, wake - now),
      pause: this.pausedUntil > now ? this.pausedUntil - now : undefined,
    };
  }

  private end({ status }: RunEndedEvent): void {
    this.status = status;
    // Nothing is retried any more, and nothing waits for a pause.
    this.wakes.clear();
    this.pausedUntil = -Infinity;
  }

  private rate(now: number, ended: number): number {
    const { samples } = this;
    while (samples.length > 1 && (samples[1]?.time ?? now) <= now - WINDOW) samples.shift();
    const from = samples[0] ?? { time: now, ended };
    samples.push({ time: now, ended });
    return now > from.time ? ((ended - from.ended) / (now - from.time)) * 1000 : 0;
  }

  /**
   * How many branches a stage will have, if known: all have been created, or only an array of roots
   * creates them.
   */
  private totalOf({ info, upstream, discovered }: StageCounter): number | undefined {
    if (this.status !== 'running') return discovered;
    const { first, roots } = this.began;
    if (upstream.length === 0 && !this.hasAllRoots) return first.includes(info.name) ? roots : undefined;
    return this.hasAllRoots && upstream.every((stage) => stage.discovered === stage.ended) ? discovered : undefined;
  }

  private upstreamOf({ info }: StageCounter): readonly StageCounter[] {
    const found = new Set(this.before(info.name));
    // Iterating a set includes elements added meanwhile.
    for (const { info: each } of found) for (const other of this.before(each.name)) found.add(other);
    return [...found];
  }

  /**
   * The stages whose values create branches of a stage. A `join` passes its own inputs on to the
   * first stages inside it.
   */
  private before(name: string): readonly StageCounter[] {
    const all = [...this.stages.values()];
    const direct = all.filter(({ info }) => info.followers.includes(name));
    return [...direct, ...all.filter(({ info }) => info.inner.includes(name)).flatMap(({ info }) => this.before(info.name))];
  }
}

function sum(stages: readonly StageProgress[]): ProgressCounts {
  const of = (count: keyof Omit<ProgressCounts, 'total'>): number => stages.reduce((all, stage) => all + stage[count], 0);
  const totals = stages.map(({ total }) => total);
  return {
    discovered: of('discovered'),
    total: totals.every((total) => total !== undefined) ? totals.reduce((all, total) => all + total, 0) : undefined,
    waiting: of('waiting'),
    inFlight: of('inFlight'),
    retrying: of('retrying'),
    emitting: of('emitting'),
    fulfilled: of('fulfilled'),
    rejected: of('rejected'),
    cancelled: of('cancelled'),
  };
}
