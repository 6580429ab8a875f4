import { VirtualTimeScheduler } from 'rxjs';
import type { Plan } from './plan.js';
import { Recorder, type Span } from './recorder.js';
import { WAYS, type Delivered } from './ways.js';

/** One way to run a scenario, as it went. Times are in ms since it began. */
export interface Run {
  readonly spans: readonly Span[];
  /** When attempts started and ended, in ascending order. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly delivered: readonly (Delivered & { readonly time: number })[];
  /** When the first final result was delivered, if any was. */
  readonly first: number | undefined;
  readonly total: number;
  /** How many requests of each stage were in flight at most. */
  readonly peaks: readonly number[];
}

/** Plays a scenario in each way, in virtual time. */
export function play(plan: Plan): readonly Run[] {
  return WAYS.map(({ run }) => {
    const scheduler = new VirtualTimeScheduler();
    const recorder = new Recorder(plan, scheduler);
    const delivered: Run['delivered'][number][] = [];
    let total = 0;
    run({ plan, scheduler, request: (branch) => recorder.request(branch) }).subscribe({
      next: (each) => delivered.push({ ...each, time: scheduler.now() }),
      complete: () => {
        total = scheduler.now();
      },
    });
    scheduler.flush();
    const { spans } = recorder;
    const attempts = spans.filter(isAttempt);
    return {
      spans,
      delivered,
      total,
      starts: attempts.map(({ start }) => start).sort(ascending),
      ends: attempts.map(({ end }) => end).sort(ascending),
      first: delivered.find(({ branch, isFulfilled }) => isFulfilled && branch.stage === plan.scenario.stages.length - 1)?.time,
      peaks: plan.scenario.stages.map((_, stage) => peakOf(attempts.filter((span) => span.stage === stage))),
    };
  });
}

export function isAttempt({ kind }: Span): boolean {
  return kind === 'fulfilled' || kind === 'failed';
}

/** How many numbers of an ascending list are not above a bound. */
export function countUpTo(sorted: readonly number[], bound: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function peakOf(attempts: readonly Span[]): number {
  const ends = attempts.map(({ end }) => end).sort(ascending);
  const starts = attempts.map(({ start }) => start).sort(ascending);
  return starts.reduce((peak, start, index) => Math.max(peak, index + 1 - countUpTo(ends, start)), 0);
}

function ascending(one: number, other: number): number {
  return one - other;
}
