import type { BranchTimeline, Timeline } from './timeline-types.js';

/** A span, by its branch and index. */
export interface SpanPlace {
  readonly branch: BranchTimeline;
  readonly index: number;
}

interface Ended extends SpanPlace {
  readonly end: number;
}

/** The attempts of a run by the times of their ends. Each is found once. */
export class AttemptEnds {
  private readonly all: Ended[] = [];
  private readonly byStage = new Map<string, Ended[]>();
  private readonly limited: Ended[] = [];
  private readonly found = new Set<SpanPlace>();

  constructor({ branches, stages, end: now }: Timeline) {
    const limited = new Set(stages.flatMap(({ name, isLimited }) => (isLimited ? [name] : [])));
    for (const { name } of stages) this.byStage.set(name, []);
    for (const branch of branches) {
      for (const [index, { kind, end = now }] of branch.spans.entries()) if (kind === 'attempt') this.all.push({ branch, index, end });
    }
    this.all.sort((one, other) => one.end - other.end);
    for (const ended of this.all) {
      const { stage } = ended.branch;
      this.byStage.get(stage)?.push(ended);
      if (limited.has(stage)) this.limited.push(ended);
    }
  }

  /** The last attempt of a stage, or of any, that ended at or before `by` and after `after`. */
  latest(by: number, after: number, stage?: string): SpanPlace | undefined {
    return this.search(stage === undefined ? this.all : (this.byStage.get(stage) ?? []), by, after);
  }

  /** An attempt of a stage with a limit that ended at a time. */
  limitedAt(time: number): SpanPlace | undefined {
    return this.search(this.limited, time, -Infinity, time);
  }

  private search(sorted: readonly Ended[], by: number, after: number, from = -Infinity): SpanPlace | undefined {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] as Ended).end <= by) low = middle + 1;
      else high = middle;
    }
    for (let ended; (ended = sorted[--low]) !== undefined && ended.end > after && ended.end >= from;) {
      if (this.found.has(ended)) continue;
      this.found.add(ended);
      return ended;
    }
    return undefined;
  }
}
