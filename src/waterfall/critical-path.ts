import type { BranchTimeline, Timeline } from '../observe/timeline-types.js';
import type { Step } from './explanation.js';
import { endOf } from './intervals.js';
import { lastWait, type Slots } from './slots.js';

/** From the branch that ended last back through what each waited for, in order of time. */
export function criticalPathOf(timeline: Timeline, slots: Slots): readonly Step[] {
  const byNumber = new Map(timeline.branches.map((branch) => [branch.branch, branch]));
  const inside = new Inside(timeline);
  const steps: Step[] = [];
  const seen = new Set<string>();
  let branch = latest(timeline.branches, timeline);
  let end = branch === undefined ? 0 : endOf(branch, timeline);
  while (branch !== undefined) {
    // A branch that is retried may be there twice, but not twice at one time.
    const place = `${String(branch.branch)} ${String(end)}`;
    if (seen.has(place)) break;
    seen.add(place);
    const { start, after, by }: Cause = causeOf(branch, end, { timeline, slots, byNumber, inside });
    steps.push({ branch, start, end, after });
    branch = by;
    end = start;
  }
  return steps.reverse();
}

interface Cause {
  readonly start: number;
  readonly after: Step['after'];
  readonly by: BranchTimeline | undefined;
}

interface Knowledge {
  readonly timeline: Timeline;
  readonly slots: Slots;
  readonly byNumber: ReadonlyMap<number, BranchTimeline>;
  readonly inside: Inside;
}

/** Since when a branch was what the run waited for, and what it had waited for itself. */
function causeOf(branch: BranchTimeline, until: number, { timeline, slots, byNumber, inside }: Knowledge): Cause {
  const last = inside.lastOf(branch, until);
  if (last !== undefined) return { start: Math.min(until, endOf(last, timeline)), after: 'inside', by: last };
  const leader = branch.leader === undefined ? undefined : byNumber.get(branch.leader);
  if (leader !== undefined && endOf(leader, timeline) <= until) return { start: endOf(leader, timeline), after: 'leader', by: leader };
  const waited = lastWait(branch, until);
  const freeing = waited === undefined ? undefined : slots.freeing(branch, waited);
  if (waited?.end !== undefined && freeing !== undefined) return { start: waited.end, after: 'slot', by: freeing };
  const parent = branch.parent === undefined ? undefined : byNumber.get(branch.parent);
  return { start: Math.min(until, branch.start), after: parent === undefined ? 'source' : 'parent', by: parent };
}

function latest(branches: readonly BranchTimeline[], timeline: Timeline): BranchTimeline | undefined {
  let last: BranchTimeline | undefined;
  for (const branch of branches) if (last === undefined || endOf(branch, timeline) >= endOf(last, timeline)) last = branch;
  return last;
}

/** What is inside of joins. Such a branch has the parent and the path of the join's branch, and what comes of it has longer ones. */
class Inside {
  private readonly joins: ReadonlySet<string>;

  constructor(private readonly timeline: Timeline) {
    this.joins = new Set(timeline.stages.filter(({ isJoin }) => isJoin).map(({ name }) => name));
  }

  /** The branch inside of a join that ended last before a time. */
  lastOf(join: BranchTimeline, until: number): BranchTimeline | undefined {
    if (!this.joins.has(join.stage)) return undefined;
    const end = Math.min(until, join.end ?? until);
    return latest(
      this.timeline.branches.filter(
        (branch) =>
          branch.branch > join.branch && branch.start >= join.start && endOf(branch, this.timeline) <= end && isBelow(branch.path, join.path),
      ),
      this.timeline,
    );
  }
}

function isBelow(path: readonly number[], above: readonly number[]): boolean {
  return above.every((index, level) => path[level] === index);
}
