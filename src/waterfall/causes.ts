import type { StageInfo } from '../observe/run-event.js';
import type { Timeline } from '../observe/timeline-types.js';
import type { Bound } from './explanation.js';
import { endOf, lastUntil, requestsOf } from './intervals.js';

/** What branches wait for. */
export type Cause = Bound['kind'];

/** What holds branches up, by the names of their stages. */
export type Causes = ReadonlyMap<string, StageCauses>;

const CAUSES: readonly Cause[] = ['stage', 'pipeline', 'limit', 'pause', 'batch', 'other'];

/** What holds the branches of one stage up, over time. */
export class StageCauses {
  private readonly times: number[] = [];
  private readonly causes: Cause[] = [];
  /** For each time, how long each cause had been the one until then. */
  private readonly totals: number[][] = [];

  /** From a time on it is another one. Times ascend. */
  change(time: number, cause: Cause): void {
    const last = this.causes.at(-1);
    if (last === cause) return;
    this.totals.push(this.totalsAt(time));
    this.times.push(time);
    this.causes.push(cause);
  }

  /** What it was just before a time. */
  before(time: number): Cause | undefined {
    const index = lastUntil(this.times, time);
    return this.causes[this.times[index] === time ? index - 1 : index];
  }

  addBetween(start: number, end: number, add: (cause: Cause, ms: number) => void): void {
    const before = this.totalsAt(start);
    for (const [index, ms] of this.totalsAt(end).entries()) {
      const during = ms - (before[index] as number);
      if (during > 0) add(CAUSES[index] as Cause, during);
    }
  }

  private totalsAt(time: number): number[] {
    const index = lastUntil(this.times, time);
    if (index < 0) return CAUSES.map(() => 0);
    const totals = [...(this.totals[index] as number[])];
    const cause = CAUSES.indexOf(this.causes[index] as Cause);
    totals[cause] = (totals[cause] as number) + time - (this.times[index] as number);
    return totals;
  }
}

/** Finds out what held branches up at each time. */
export function causesOf(timeline: Timeline): Causes {
  const { stages, start } = timeline;
  const state = { inFlight: new Map<string, number>(), total: 0, pauses: 0 };
  const causes = new Map(stages.map(({ name }) => [name, new StageCauses()]));
  const judge = (time: number): void => {
    for (const stage of stages) causes.get(stage.name)?.change(time, causeOf(stage, timeline.concurrency, state));
  };
  judge(start);
  const changes = changesOf(timeline);
  for (const [index, { time, stage, by }] of changes.entries()) {
    if (stage === undefined) state.pauses += by;
    else {
      state.total += by;
      state.inFlight.set(stage, (state.inFlight.get(stage) ?? 0) + by);
    }
    if (changes[index + 1]?.time !== time) judge(time);
  }
  return causes;
}

function causeOf(
  { name, concurrency, isLimited, isBatch }: StageInfo,
  ofPipeline: number,
  { inFlight, total, pauses }: { readonly inFlight: ReadonlyMap<string, number>; readonly total: number; readonly pauses: number },
): Cause {
  if (isLimited && pauses > 0) return 'pause';
  if ((inFlight.get(name) ?? 0) >= concurrency) return 'stage';
  if (total >= ofPipeline) return 'pipeline';
  if (isLimited) return 'limit';
  return isBatch ? 'batch' : 'other';
}

interface Change {
  readonly time: number;
  /** `undefined` for a pause. */
  readonly stage: string | undefined;
  readonly by: 1 | -1;
}

/** When how many are in flight changes, and how many pauses there are. */
function changesOf(timeline: Timeline): Change[] {
  const changes: Change[] = [];
  for (const { branch, span } of requestsOf(timeline)) {
    const { stage } = branch;
    changes.push({ time: span.start, stage, by: 1 }, { time: endOf(span, timeline), stage, by: -1 });
  }
  for (const { start, end } of timeline.pauses) changes.push({ time: start, stage: undefined, by: 1 }, { time: end, stage: undefined, by: -1 });
  return changes.sort((a, b) => a.time - b.time);
}
