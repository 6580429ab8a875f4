import type { Slice } from './slices.js';
import type { Span, Timeline } from './timeline-types.js';
import type { FlowEvent } from './trace-event.js';
import type { TracePlace } from './trace-place.js';

/** In microseconds. */
const NANOSECOND = 0.001;

/** An arrow to the first attempt of each branch, from the attempt that emitted its input. */
export function* flowsOf({ branches }: Timeline, slices: ReadonlyMap<Span, Slice>, place: TracePlace): Generator<FlowEvent> {
  const spansOf = new Map(branches.map(({ branch, spans }) => [branch, spans]));
  for (const { branch: id, parent, start, spans } of branches) {
    const emitting = parent === undefined ? undefined : emittingAt(start, spansOf.get(parent) ?? []);
    const from = emitting && slices.get(emitting);
    const first = spans.find(({ kind }) => kind === 'attempt');
    const to = first && slices.get(first);
    if (from === undefined || to === undefined) continue;
    const common = { name: 'emitted', cat: 'flow', id };
    // An arrow from the very end of a slice would not belong to it.
    const ts = Math.max(place.timeOf(from.start), Math.min(place.timeOf(start), place.timeOf(from.end) - NANOSECOND));
    yield { ...common, ph: 's', pid: place.processOf(from.stage), tid: from.lane + 1, ts };
    yield { ...common, ph: 'f', bp: 'e', pid: place.processOf(to.stage), tid: to.lane + 1, ts: place.timeOf(to.start) };
  }
}

/** The last attempt that had started by a time. */
function emittingAt(time: number, spans: readonly Span[]): Span | undefined {
  let latest: Span | undefined;
  for (const span of spans) if (span.kind === 'attempt' && span.start <= time) latest = span;
  return latest;
}
