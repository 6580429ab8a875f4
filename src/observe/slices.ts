import { PriorityQueue, type Positioned } from '../engine/queue/priority-queue.js';
import type { BranchTimeline, Span, Timeline } from './timeline-types.js';

/** What held a slot of its stage: an attempt, or a request for a batch. */
export interface Slice {
  readonly stage: string;
  readonly start: number;
  readonly end: number;
  /** The branch of the attempt; for a batch, its first branch. */
  readonly branch: BranchTimeline;
  readonly span: Span;
  /** Which slot of its stage it held, from 0. */
  readonly lane: number;
}

/** A slice whose slot is not known yet. */
type Found = { -readonly [Key in keyof Slice]: Slice[Key] };

/** The slices of a timeline by their attempts. The attempts of a batch share one. */
export function slicesOf({ branches, end: now }: Timeline): Map<Span, Slice> {
  const slices = new Map<Span, Found>();
  const batches = new Map<string, Found>();
  for (const branch of branches) {
    for (const span of branch.spans) {
      if (span.kind !== 'attempt') continue;
      const { start, batch } = span;
      const { stage } = branch;
      const end = Math.max(start, span.end ?? now);
      const key = batch && `${String(batch.id)} ${stage}`;
      const shared = key === undefined ? undefined : batches.get(key);
      const slice = shared ?? { stage, start, end, branch, span, lane: 0 };
      slice.end = Math.max(slice.end, end);
      if (key !== undefined) batches.set(key, slice);
      slices.set(span, slice);
    }
  }
  assignLanes([...new Set(slices.values())]);
  return slices;
}

interface Lane extends Positioned {
  readonly number: number;
  end: number;
}

interface Lanes {
  readonly busy: PriorityQueue<Lane>;
  readonly free: PriorityQueue<Lane>;
}

/**
 * Each slice gets the first lane of its stage that is free when it starts. So there are as many
 * lanes as were needed at once.
 */
function assignLanes(slices: Found[]): void {
  const stages = new Map<string, Lanes>();
  slices.sort((one, other) => one.start - other.start || one.end - other.end);
  for (const slice of slices) {
    const { busy, free } = stages.get(slice.stage) ?? {
      busy: new PriorityQueue<Lane>((one, other) => one.end < other.end),
      free: new PriorityQueue<Lane>((one, other) => one.number < other.number),
    };
    stages.set(slice.stage, { busy, free });
    for (let lane; (lane = busy.first) !== undefined && lane.end <= slice.start;) {
      busy.delete(lane);
      free.add(lane);
    }
    const lane = free.first ?? { number: busy.size, end: 0, position: -1 };
    if (free.size > 0) free.delete(lane);
    lane.end = slice.end;
    busy.add(lane);
    slice.lane = lane.number;
  }
}
