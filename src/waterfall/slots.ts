import type { BranchTimeline, Span, Timeline } from '../observe/timeline-types.js';
import type { Causes } from './causes.js';
import { lastUntil } from './intervals.js';

/** The last span until a time in which a branch waited, and then no longer did. */
export function lastWait({ spans }: BranchTimeline, until: number): Span | undefined {
  return [...spans].reverse().find(({ kind, start, end }) => kind === 'waiting' && end !== undefined && end > start && end <= until);
}

/** Which attempts freed the slots that branches waited for. */
export class Slots {
  private readonly all: Ends;
  private readonly byStage = new Map<string, Ends>();

  constructor(
    private readonly timeline: Timeline,
    private readonly causes: Causes,
  ) {
    const attempts = timeline.branches.flatMap((branch) =>
      branch.spans.flatMap(({ kind, end }) => (kind === 'attempt' && end !== undefined ? [{ branch, end }] : [])),
    );
    attempts.sort((a, b) => a.end - b.end);
    this.all = new Ends(attempts);
    for (const { name } of timeline.stages) this.byStage.set(name, new Ends(attempts.filter(({ branch }) => branch.stage === name)));
  }

  /** The branch whose attempt freed the slot that a branch had waited for; `undefined` if it waited for something else. */
  freeing(branch: BranchTimeline, { start, end = start }: Span): BranchTimeline | undefined {
    switch (this.causes.get(branch.stage)?.before(end)) {
      case 'stage':
      case 'limit':
        return this.byStage.get(branch.stage)?.within(start, end, branch);
      case 'pipeline':
        return this.all.within(start, end, branch);
      default:
        return undefined;
    }
  }

  /** Of each branch that waited for a slot: the branch that had it. @see Explanation.freedBy */
  freedBy(): ReadonlyMap<BranchTimeline, BranchTimeline> {
    const freedBy = new Map<BranchTimeline, BranchTimeline>();
    for (const branch of this.timeline.branches) {
      if (branch.served !== undefined) continue;
      const span = lastWait(branch, Infinity);
      const by = span === undefined ? undefined : this.freeing(branch, span);
      if (by !== undefined) freedBy.set(branch, by);
    }
    return freedBy;
  }
}

class Ends {
  private readonly times: readonly number[];

  constructor(private readonly attempts: readonly { readonly branch: BranchTimeline; readonly end: number }[]) {
    this.times = attempts.map(({ end }) => end);
  }

  /** Of the attempts that ended after `start`, the last one until `end` that is not of the branch itself. */
  within(start: number, end: number, branch: BranchTimeline): BranchTimeline | undefined {
    for (let index = lastUntil(this.times, end); index >= 0; index--) {
      const attempt = this.attempts[index] as (typeof this.attempts)[number];
      if (attempt.end <= start) return undefined;
      if (attempt.branch !== branch) return attempt.branch;
    }
    return undefined;
  }
}
