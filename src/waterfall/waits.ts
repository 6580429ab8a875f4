import type { BranchTimeline, Timeline } from '../observe/timeline-types.js';
import type { Bound } from './explanation.js';
import type { Cause, Causes, StageCauses } from './causes.js';
import { endOf } from './intervals.js';

/** Which bounds held branches up, and for how long. */
export function waitsOf(
  timeline: Timeline,
  causes: Causes,
): { readonly bounds: readonly Bound[]; readonly heldBy: ReadonlyMap<BranchTimeline, Bound> } {
  const joins = new Set(timeline.stages.filter(({ isJoin }) => isJoin).map(({ name }) => name));
  const bounds = new Map<string, { -readonly [K in keyof Bound]: Bound[K] }>();
  const heldBy = new Map<BranchTimeline, Bound>();
  for (const branch of timeline.branches) {
    if (joins.has(branch.stage)) continue;
    const waited = waitedFor(branch, causes.get(branch.stage), timeline);
    let longest = 0;
    for (const [kind, ms] of waited) {
      const key = `${kind} ${branch.stage}`;
      const bound = bounds.get(key) ?? { kind, stage: branch.stage, ms: 0, branches: 0 };
      bounds.set(key, bound);
      bound.ms += ms;
      bound.branches++;
      if (ms <= longest) continue;
      longest = ms;
      heldBy.set(branch, bound);
    }
  }
  return { bounds: [...bounds.values()].sort((a, b) => b.ms - a.ms), heldBy };
}

/** How long a branch waited for what, in ms. */
function waitedFor(branch: BranchTimeline, causes: StageCauses | undefined, timeline: Timeline): ReadonlyMap<Cause, number> {
  const waited = new Map<Cause, number>();
  const add = (cause: Cause, ms: number): void => void waited.set(cause, (waited.get(cause) ?? 0) + ms);
  for (const span of branch.spans) {
    const ms = endOf(span, timeline) - span.start;
    if (span.kind !== 'waiting' || ms <= 0) continue;
    if (branch.served !== undefined && span === branch.spans.at(-1)) add('other', ms);
    else causes?.addBetween(span.start, endOf(span, timeline), add);
  }
  return waited;
}
