import { AttemptEnds } from '../observe/attempt-ends.js';
import { investigate } from '../observe/explain.js';
import type { Explanation } from '../observe/explanation.js';
import type { HoldUp, HoldUps } from '../observe/holdups.js';
import type { BranchTimeline, Span, Timeline } from '../observe/timeline-types.js';

/**
 * What a page shows of a run in addition to its timeline. Branches are identified by their numbers.
 */
export interface ExplainedRun extends Explanation {
  /** When each branch would have started with a barrier, in ms since the run began. */
  readonly shadows: ReadonlyMap<number, number>;
  /** What last held up each branch that waited. */
  readonly heldUp: ReadonlyMap<number, HoldUp>;
  /** The branch whose attempt freed the slot that a branch waited for. */
  readonly freedBy: ReadonlyMap<number, number>;
}

/** Explains a run and each of its branches. */
export function explainRun(timeline: Timeline): ExplainedRun {
  const { explanation, holdUps, rounds } = investigate(timeline);
  return { ...explanation, shadows: shadowsOf(rounds), ...waitsOf(timeline, holdUps) };
}

function shadowsOf({ branches, start }: Timeline): ReadonlyMap<number, number> {
  return new Map(branches.map((branch) => [branch.branch, (branch.spans.find(({ kind }) => kind === 'attempt')?.start ?? branch.start) - start]));
}

function waitsOf(timeline: Timeline, holdUps: HoldUps): Pick<ExplainedRun, 'heldUp' | 'freedBy'> {
  const heldUp = new Map<number, HoldUp>();
  const freedBy = new Map<number, number>();
  const ends = new AttemptEnds(timeline);
  for (const { branch, wait, until } of lastWaits(timeline)) {
    const isServed = branch.served !== undefined && wait === branch.spans[branch.spans.length - 1];
    const holdUp = isServed ? holdUps.of('served', branch.stage) : holdUps.before(branch.stage, until);
    heldUp.set(branch.branch, holdUp);
    if (wait.end === undefined) continue;
    const freeing = freeingOf(holdUp, ends, until, wait.start);
    if (freeing !== undefined) freedBy.set(branch.branch, freeing);
  }
  return { heldUp, freedBy };
}

interface LastWait {
  readonly branch: BranchTimeline;
  readonly wait: Span;
  readonly until: number;
}

/**
 * The last wait of each branch, in the order of their ends. A join waits for no bound, but for what
 * is inside it.
 */
function lastWaits({ branches, stages, end: now }: Timeline): readonly LastWait[] {
  const joins = new Set(stages.flatMap(({ name, isJoin }) => (isJoin ? [name] : [])));
  const waits: LastWait[] = [];
  for (const branch of branches) {
    const wait = [...branch.spans].reverse().find(({ kind, start, end = now }) => kind === 'waiting' && end > start);
    if (wait !== undefined && !joins.has(branch.stage)) waits.push({ branch, wait, until: wait.end ?? now });
  }
  return waits.sort((one, other) => one.until - other.until);
}

/** The number of the branch whose attempt ended when a wait did, or last before that. */
function freeingOf({ kind, stage }: HoldUp, ends: AttemptEnds, until: number, since: number): number | undefined {
  switch (kind) {
    case 'concurrency':
    case 'highWaterMark':
      return ends.latest(until, since, stage)?.branch.branch;
    case 'pipeline':
      return ends.latest(until, since)?.branch.branch;
    case 'limit':
      return ends.limitedAt(until)?.branch.branch;
    default:
      return undefined;
  }
}
