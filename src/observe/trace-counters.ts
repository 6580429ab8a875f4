import { Counter } from './counter.js';
import type { Slice } from './slices.js';
import type { Timeline } from './timeline-types.js';
import type { CounterEvent } from './trace-event.js';
import type { TracePlace } from './trace-place.js';

/** How many branches of each stage wait, and how many of its attempts are in flight. */
export function* countersOf({ stages, branches, end: now }: Timeline, slices: readonly Slice[], place: TracePlace): Generator<CounterEvent> {
  const counters = new Map(stages.map(({ name }) => [name, { waiting: new Counter(), inFlight: new Counter() }]));
  for (const { stage, spans } of branches) {
    for (const { kind, start, end = now } of spans) if (kind === 'waiting') counters.get(stage)?.waiting.add(start, end);
  }
  for (const { stage, start, end } of slices) counters.get(stage)?.inFlight.add(start, end);
  for (const [stage, { waiting, inFlight }] of counters) {
    const pid = place.processOf(stage);
    yield* stepsOf('waiting', waiting, pid, place);
    yield* stepsOf('in flight', inFlight, pid, place);
  }
}

function* stepsOf(name: string, counter: Counter, pid: number, place: TracePlace): Generator<CounterEvent> {
  for (const { time, count } of counter.steps) yield { name, ph: 'C', pid, tid: 0, ts: place.timeOf(time), args: { [name]: count } };
}
