import type { BranchTimeline, Span, Timeline } from '../observe/timeline-types.js';

/** When a span or a branch ended; what goes on has lasted until the timeline's end. */
export function endOf({ end }: Span | BranchTimeline, timeline: Timeline): number {
  return end ?? timeline.end;
}

/** Every attempt that took a slot, once: of the attempts of a batch the first one. */
export function* requestsOf(timeline: Timeline): Generator<{ readonly branch: BranchTimeline; readonly span: Span }> {
  const batches = new Set<string>();
  for (const branch of timeline.branches) {
    for (const span of branch.spans) {
      if (span.kind !== 'attempt') continue;
      if (span.batch !== undefined) {
        const batch = `${String(span.batch.id)} ${branch.stage}`;
        if (batches.has(batch)) continue;
        batches.add(batch);
      }
      yield { branch, span };
    }
  }
}

/** The index of the last of some ascending times that is not after a time; -1 if all are. */
export function lastUntil(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
