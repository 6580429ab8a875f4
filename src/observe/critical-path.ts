import { AttemptEnds, type SpanPlace } from './attempt-ends.js';
import type { CriticalLink } from './explanation.js';
import type { HoldUp, HoldUps } from './holdups.js';
import type { Workload } from './simulation/task.js';
import type { BranchTimeline, Timeline } from './timeline-types.js';

/**
 * What the end of a run waited for. It goes back from the branch that ended last: from an attempt
 * to the one that emitted its input, or, if it had to wait for a slot, to the attempt that freed
 * the slot.
 */
export class CriticalPath {
  /** In reverse order, until it is complete. */
  readonly links: CriticalLink[] = [];
  /** For how many ms of the path each bound held it up. */
  readonly heldUp = new Map<HoldUp, number>();
  private readonly ends: AttemptEnds;
  private readonly byNumber: ReadonlyMap<number, BranchTimeline>;
  /** For each `join`, the branch inside it that ended last. */
  private readonly lastInside = new Map<BranchTimeline, BranchTimeline>();
  /** Where the search is. */
  private place: SpanPlace | undefined;
  private time: number;

  constructor(
    private readonly timeline: Timeline,
    private readonly holdUps: HoldUps,
    { tasks }: Workload,
  ) {
    const { branches, end } = timeline;
    this.time = end;
    this.ends = new AttemptEnds(timeline);
    this.byNumber = new Map(branches.map((branch) => [branch.branch, branch]));
    for (const { branch, owner } of tasks.values()) {
      if (owner !== undefined) this.lastInside.set(owner.branch, later(branch, this.lastInside.get(owner.branch), end));
    }
    this.place = this.last();
    while (this.place !== undefined) this.step(this.place);
    this.links.reverse();
  }

  private last(): SpanPlace | undefined {
    const { branches, end, start } = this.timeline;
    let last: BranchTimeline | undefined;
    for (const branch of branches) last = later(branch, last, end);
    if (last === undefined) {
      this.time = start;
      return undefined;
    }
    this.wait('source', last, last.end ?? end, this.holdUps.of('source'));
    return this.endOf(last);
  }

  /** The last span of a branch. If it ended before the branch did, there is a wait in between. */
  private endOf(branch: BranchTimeline): SpanPlace {
    const index = branch.spans.length - 1;
    this.wait('waiting', branch, branch.spans[index]?.end ?? this.time, this.holdUps.of('other', branch.stage));
    return { branch, index };
  }

  private step({ branch, index }: SpanPlace): void {
    const span = branch.spans[index];
    if (span === undefined) this.place = this.origin(branch);
    else if (span.kind === 'waiting') this.place = this.freeing(branch, index, span.start) ?? this.before(branch, index);
    else {
      const isBackoff = span.kind === 'backoff';
      this.go(span.kind, branch, span.start, isBackoff ? this.holdUps.of('backoff', branch.stage) : undefined, isBackoff);
      this.place = { branch, index: index - 1 };
    }
  }

  /** What a branch did before it began to wait. */
  private before(branch: BranchTimeline, index: number): SpanPlace | undefined {
    if (index === 0) return this.origin(branch);
    this.wait('waiting', branch, branch.spans[index - 1]?.end ?? this.time, this.holdUps.of('other', branch.stage));
    return { branch, index: index - 1 };
  }

  /** The attempt that a branch waited for; its wait, if there is none. */
  private freeing(branch: BranchTimeline, index: number, since: number): SpanPlace | undefined {
    if (since >= this.time) return undefined;
    const inside = this.lastInside.get(branch);
    if (inside !== undefined) return this.endOf(inside);
    const isServed = branch.served !== undefined && index === branch.spans.length - 1;
    const holdUp = isServed ? this.holdUps.of('served', branch.stage) : this.holdUps.before(branch.stage, this.time);
    const freeing = this.endedFor(holdUp, branch, since);
    this.wait('waiting', branch, freeing === undefined ? since : this.endAt(freeing), holdUp);
    return this.blame(freeing, since, holdUp);
  }

  private endedFor({ kind, stage }: HoldUp, { leader }: BranchTimeline, since: number): SpanPlace | undefined {
    switch (kind) {
      case 'concurrency':
      case 'highWaterMark':
        return this.ends.latest(this.time, since, stage);
      case 'pipeline':
        return this.ends.latest(this.time, since);
      case 'limit':
        return this.ends.limitedAt(this.time);
      case 'served': {
        const leading = leader === undefined ? undefined : this.byNumber.get(leader);
        const index = leading === undefined ? -1 : lastAttempt(leading, this.time);
        return leading === undefined || index < 0 ? undefined : { branch: leading, index };
      }
      default:
        return undefined;
    }
  }

  /** The attempt that emitted the input of a branch; for a root, what the source waited for. */
  private origin({ parent, stage, start }: BranchTimeline): SpanPlace | undefined {
    const above = parent === undefined ? undefined : this.byNumber.get(parent);
    if (above !== undefined) {
      const index = lastAttempt(above, start);
      // The values of a cache or a `join` come after a wait.
      if (index < 0) return { branch: above, index: above.spans.length - 1 };
      this.wait('waiting', above, Math.min(this.time, above.spans[index]?.end ?? this.time), this.holdUps.of('other', above.stage));
      return { branch: above, index };
    }
    if (this.time <= this.timeline.start) return undefined;
    const holdUp = this.holdUps.before(stage, this.time);
    const freeing = this.endedFor(holdUp, { leader: undefined } as BranchTimeline, this.timeline.start);
    if (freeing !== undefined && this.endAt(freeing) === this.time) return this.blame(freeing, this.timeline.start, holdUp);
    const [first] = this.timeline.branches;
    if (first !== undefined) this.wait('source', first, this.timeline.start, this.holdUps.of('source'));
    return undefined;
  }

  /** The path goes on with an attempt that held something up since a time. */
  private blame(freeing: SpanPlace | undefined, since: number, holdUp: HoldUp): SpanPlace | undefined {
    if (freeing === undefined) return undefined;
    const { branch, index } = freeing;
    const start = branch.spans[index]?.start ?? this.time;
    this.count(holdUp, this.time - Math.max(since, start));
    this.go('attempt', branch, start, holdUp, false);
    return { branch, index: index - 1 };
  }

  private endAt({ branch, index }: SpanPlace): number {
    return branch.spans[index]?.end ?? this.timeline.end;
  }

  private wait(kind: CriticalLink['kind'], branch: BranchTimeline, start: number, holdUp: HoldUp): void {
    this.go(kind, branch, start, holdUp, true);
  }

  /** Goes back to a time. */
  private go(kind: CriticalLink['kind'], { branch, stage }: BranchTimeline, start: number, heldUp: HoldUp | undefined, counts: boolean): void {
    if (start >= this.time) return;
    this.links.push({ kind, branch, stage, start, end: this.time, heldUp });
    if (counts && heldUp !== undefined) this.count(heldUp, this.time - start);
    this.time = start;
  }

  private count(holdUp: HoldUp, ms: number): void {
    if (ms > 0) this.heldUp.set(holdUp, (this.heldUp.get(holdUp) ?? 0) + ms);
  }
}

function later(one: BranchTimeline, other: BranchTimeline | undefined, now: number): BranchTimeline {
  return other === undefined || (one.end ?? now) >= (other.end ?? now) ? one : other;
}

/** The index of the last attempt that had started by a time. */
function lastAttempt({ spans }: BranchTimeline, by: number): number {
  let index = spans.length - 1;
  while (index >= 0 && !(spans[index]?.kind === 'attempt' && (spans[index]?.start ?? Infinity) <= by)) index--;
  return index;
}
