import type { BranchTimeline, Span, Timeline } from '../observe/timeline-types.js';
import { Earliest } from './earliest.js';
import type { Explanation } from './explanation.js';
import { endOf, requestsOf } from './intervals.js';

/**
 * Plays a run again with a barrier between its rounds: a round begins when the last branch of the round before has ended. Attempts take as long
 * as they did, under the same `concurrency` of stages and pipeline. What limits allow is taken to be what was in flight at most, and a batch stage
 * is taken to have had as many branches in flight as it had. Roots come when they came.
 */
export function barrierOf(timeline: Timeline): Explanation['barrier'] {
  const starts = new Map<BranchTimeline, number>();
  const ends = new Map<number, number>();
  const slots = slotsOf(timeline);
  let end = timeline.start;
  for (const round of roundsOf(timeline)) end = Math.max(end, playRound(round, { timeline, slots, gate: end, starts, ends }));
  return { end: Math.max(end, timeline.sourceEnded ?? end), starts };
}

interface Play {
  readonly timeline: Timeline;
  readonly slots: ReadonlyMap<string, number>;
  /** When the round begins. */
  readonly gate: number;
  readonly starts: Map<BranchTimeline, number>;
  /** When branches end, by their numbers. */
  readonly ends: Map<number, number>;
}

/** One branch of a round, on its way through its spans. */
interface Item {
  readonly branch: BranchTimeline;
  readonly spans: readonly Span[];
  next: number;
  /** Whether it holds a slot. */
  isInFlight: boolean;
}

/** @returns when the last branch of the round ends */
function playRound(branches: readonly BranchTimeline[], { timeline, slots, gate, starts, ends }: Play): number {
  const free = new Map(slots);
  let freeOfAll = timeline.concurrency;
  let latest = gate;
  const waiting = new Map(timeline.stages.map(({ name }) => [name, new Queue<Item>()]));
  const due = new Earliest<Item>();
  const lateFirst = [...timeline.stages].reverse();
  const finish = (branch: BranchTimeline, time: number): void => {
    ends.set(branch.branch, time);
    latest = Math.max(latest, time);
  };

  /** Goes on with a branch that holds no slot: it waits for one, sleeps, or has ended. */
  const goOn = (item: Item, time: number): void => {
    const span = item.spans[item.next];
    if (span === undefined) {
      const last = item.branch.spans.at(-1);
      const handedOut = last === undefined ? 0 : endOf(item.branch, timeline) - endOf(last, timeline);
      finish(item.branch, time + handedOut);
    } else if (span.kind === 'attempt') waiting.get(item.branch.stage)?.add(item);
    else {
      item.next++;
      due.add(time + endOf(span, timeline) - span.start, item);
    }
  };

  for (const branch of branches) {
    const spans = branch.spans.filter(({ kind }) => kind !== 'waiting');
    const ready = branch.parent === undefined ? Math.max(gate, branch.start) : gate;
    if (spans.some(({ kind }) => kind === 'attempt')) due.add(ready, { branch, spans, next: 0, isInFlight: false });
    else {
      starts.set(branch, ready);
      finish(branch, Math.max(ready, ends.get(branch.leader ?? 0) ?? ready));
    }
  }
  while (due.time < Infinity) {
    const { time } = due;
    while (due.time === time) {
      const item = due.take();
      const { stage } = item.branch;
      if (item.isInFlight) {
        item.isInFlight = false;
        free.set(stage, (free.get(stage) ?? 0) + 1);
        freeOfAll++;
      }
      goOn(item, time);
    }
    for (const { name } of lateFirst) {
      const queue = waiting.get(name) as Queue<Item>;
      while (queue.size > 0 && freeOfAll > 0 && (free.get(name) ?? 0) > 0) {
        const item = queue.take();
        const span = item.spans[item.next++] as Span;
        if (!starts.has(item.branch)) starts.set(item.branch, time);
        free.set(name, (free.get(name) ?? 0) - 1);
        freeOfAll--;
        item.isInFlight = true;
        due.add(time + endOf(span, timeline) - span.start, item);
      }
    }
  }
  return latest;
}

/** First in, first out. */
class Queue<T> {
  private readonly items: T[] = [];
  private taken = 0;

  get size(): number {
    return this.items.length - this.taken;
  }

  add(item: T): void {
    this.items.push(item);
  }

  take(): T {
    return this.items[this.taken++] as T;
  }
}

/** How many branches of each stage may be in flight. */
function slotsOf(timeline: Timeline): ReadonlyMap<string, number> {
  const peaks = peaksOf(timeline);
  return new Map(
    timeline.stages.map(({ name, concurrency, isLimited, isBatch }) => {
      const { requests = 1, branches = 1 } = peaks.get(name) ?? {};
      if (isBatch) return [name, branches];
      return [name, isLimited ? Math.min(concurrency, requests) : concurrency];
    }),
  );
}

interface Peaks {
  readonly requests: number;
  readonly branches: number;
}

function peaksOf(timeline: Timeline): ReadonlyMap<string, Peaks> {
  const attempts = timeline.branches.flatMap((branch) => branch.spans.filter(({ kind }) => kind === 'attempt').map((span) => ({ branch, span })));
  const requests = [...requestsOf(timeline)];
  return new Map(
    timeline.stages.map(({ name }) => [name, { requests: peakOf(requests, name, timeline), branches: peakOf(attempts, name, timeline) }]),
  );
}

function peakOf(attempts: readonly { readonly branch: BranchTimeline; readonly span: Span }[], stage: string, timeline: Timeline): number {
  const changes = attempts
    .filter(({ branch }) => branch.stage === stage)
    .flatMap(({ span }) => [
      { time: span.start, by: 1 },
      { time: endOf(span, timeline), by: -1 },
    ])
    .sort((a, b) => a.time - b.time || a.by - b.by);
  let inFlight = 0;
  let peak = 1;
  for (const { by } of changes) peak = Math.max(peak, (inFlight += by));
  return peak;
}

/**
 * The branches by rounds. A branch is in the round after its parent's; what follows a join, in the round after all that is inside of it. A join makes
 * no request, and is in a round with the first that is inside of it.
 */
function roundsOf(timeline: Timeline): readonly (readonly BranchTimeline[])[] {
  const inside = insideOf(timeline);
  const deepest = new Map<string, number>();
  let rounds = new Map<number, number>();
  for (let isSettled = false, left = inside.size; !isSettled && left >= 0; left--) {
    rounds = new Map();
    const stages = new Map(timeline.branches.map(({ branch, stage }) => [branch, stage]));
    for (const { branch, parent } of timeline.branches) {
      const above = parent === undefined ? -1 : Math.max(rounds.get(parent) ?? -1, deepest.get(stages.get(parent) ?? '') ?? -1);
      rounds.set(branch, above + 1);
    }
    isSettled = true;
    for (const [join, names] of inside) {
      const round = Math.max(-1, ...new Set(timeline.branches.filter(({ stage }) => names.has(stage)).map(({ branch }) => rounds.get(branch) ?? -1)));
      if (round > (deepest.get(join) ?? -1)) {
        deepest.set(join, round);
        isSettled = false;
      }
    }
  }
  const grouped: BranchTimeline[][] = [];
  for (const branch of timeline.branches) (grouped[rounds.get(branch.branch) as number] ??= []).push(branch);
  // Without rounds that have no branches.
  return Object.values(grouped);
}

/** The names of the stages inside of each join: those that it is followed by without being the parent of their branches, and what follows these. */
function insideOf({ stages, branches }: Timeline): ReadonlyMap<string, ReadonlySet<string>> {
  const joins = stages.filter(({ isJoin }) => isJoin);
  if (joins.length === 0) return new Map();
  const stageOf = new Map(branches.map(({ branch, stage }) => [branch, stage]));
  const followers = new Map(stages.map((stage) => [stage.name, stage.followers]));
  const outside = new Set(branches.map(({ stage, parent }) => `${stageOf.get(parent ?? 0) ?? ''} ${stage}`));
  return new Map(
    joins.map(({ name, followers: first }) => {
      const names = new Set<string>();
      const enter = (stage: string): void => {
        if (names.has(stage) || stage === name) return;
        names.add(stage);
        for (const next of followers.get(stage) ?? []) enter(next);
      };
      for (const stage of first) if (!outside.has(`${name} ${stage}`)) enter(stage);
      return [name, names];
    }),
  );
}
