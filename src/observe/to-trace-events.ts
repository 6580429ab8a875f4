import { FUNCTION, readOptions, type Rule } from '../check.js';
import { countersOf } from './trace-counters.js';
import { flowsOf } from './trace-flows.js';
import { TracePlace } from './trace-place.js';
import { slicesOf, type Slice } from './slices.js';
import type { BranchTimeline, Span, Timeline } from './timeline-types.js';
import type { MetadataEvent, SliceEvent, TraceEvents } from './trace-event.js';
import { shareOf } from './work-share.js';

/** The options of {@link toTraceEvents}. */
export interface TraceEventsOptions {
  /**
   * Returns the name of a branch's attempts. It may include the branch's `input`, which is not
   * written otherwise.
   *
   * @default the stage and the path, as `detail 3.0`
   */
  readonly label?: ((branch: BranchTimeline) => string) | undefined;
}

const RULES: Readonly<Record<keyof TraceEventsOptions, Rule>> = { label: FUNCTION };

/** The maximum number of path elements in a name. */
const LEVELS = 16;

/**
 * Converts a timeline to Chrome's trace event format, which Perfetto (ui.perfetto.dev), speedscope
 * and `chrome://tracing` open.
 *
 * Each stage is a process, and each of its slots is a thread, where one attempt follows another.
 * Arrows lead from where a value was emitted to the attempt that it led to. Counters show how many
 * branches of each stage wait, and how many attempts are in flight.
 *
 * Use when you want to look at a run; prefer {@link explain} to know what held it up.
 *
 * - Privacy: inputs, values and failures are not written, unless `label` includes them.
 * - Slots: an attempt is in the first free lane, so a stage with `concurrency: 4` has at most four.
 *   A `batchStage` has one slice for each batch. Branches without an attempt have none.
 * - Remote stages: the arguments of a slice name its `worker`. `work_ms` is how long that ran the
 *   project, and `queued_ms` the rest of the slice.
 * - Times: microseconds since the run began. Whatever is still open ends where the timeline does.
 * - A timeline that is a sample has fewer lanes and lower counters than the run had.
 *
 * The format: Trace Event Format, Google, 2016.
 *
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { Subject } from 'rxjs';
 * import { pipeline, stage, type PipelineEvent } from 'rxjs-stages';
 * import { timeline, toTraceEvents } from 'rxjs-stages/observe';
 *
 * const events = new Subject<PipelineEvent>();
 * events.pipe(timeline()).subscribe((run) => {
 *   const trace = toTraceEvents(run, { label: ({ input }) => `user ${String(input)}` });
 *   writeFileSync('trace.json', JSON.stringify(trace));
 * });
 *
 * const user = stage('user', (id: number) => fetch(`https://example.org/users/${String(id)}`));
 * pipeline(user, { onEvent: events })([1, 2, 3]).subscribe();
 * ```
 *
 * @param timeline - of one run
 * @param options - how attempts are named
 * @returns an object to write to a file with `JSON.stringify`
 * @throws TypeError if an option is invalid; what `label` throws
 */
export function toTraceEvents(timeline: Timeline, options: TraceEventsOptions = {}): TraceEvents {
  const { label } = readOptions<{ readonly label: (branch: BranchTimeline) => string }>('toTraceEvents', options, RULES, { label: nameOf });
  const place = new TracePlace(timeline);
  const slices = slicesOf(timeline);
  const all = [...new Set(slices.values())];
  return {
    traceEvents: [
      ...metadata(all, timeline),
      ...all.map((slice) => sliceEvent(slice, place, label)),
      ...flowsOf(timeline, slices, place),
      ...countersOf(timeline, all, place),
    ],
    displayTimeUnit: 'ms',
  };
}

function nameOf({ stage, path }: BranchTimeline): string {
  const { length } = path;
  return `${stage} ${length > LEVELS ? '…' : ''}${path.slice(-LEVELS).join('.')}`;
}

function metadata(slices: readonly Slice[], { stages }: Timeline): MetadataEvent[] {
  const lanes = new Map<string, number>();
  for (const { stage, lane } of slices) lanes.set(stage, Math.max(lanes.get(stage) ?? 0, lane + 1));
  return stages.flatMap(({ name }, index) => [
    ...placed('process', index + 1, 0, name, index + 1),
    ...Array.from({ length: lanes.get(name) ?? 0 }, (_, lane) => placed('thread', index + 1, lane + 1, `slot ${String(lane + 1)}`, lane + 1)).flat(),
  ]);
}

function placed(what: 'process' | 'thread', pid: number, tid: number, name: string, index: number): MetadataEvent[] {
  return [
    { name: `${what}_name`, ph: 'M', pid, tid, args: { name } },
    { name: `${what}_sort_index`, ph: 'M', pid, tid, args: { sort_index: index } },
  ];
}

function sliceEvent({ stage, start, end, lane, branch, span }: Slice, place: TracePlace, label: (branch: BranchTimeline) => string): SliceEvent {
  const { attempt, page, batch, status = 'open' } = span;
  const name = batch === undefined ? label(branch) : `${stage} batch ${String(batch.id)}`;
  const args = { branch: branch.branch, attempt, page, ...(batch !== undefined && { size: batch.size }), ...workOf(span) };
  const ts = place.timeOf(start);
  return { name, ph: 'X', cat: status, pid: place.processOf(stage), tid: lane + 1, ts, dur: place.timeOf(end) - ts, args };
}

function workOf({ start, end, work }: Span): Readonly<Record<string, string | number>> | undefined {
  if (work === undefined || end === undefined) return undefined;
  const { worked, queued } = shareOf(work, end - start);
  return { worker: work.worker, work_ms: worked, queued_ms: queued };
}
