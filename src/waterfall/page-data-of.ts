import type { HoldUp, HoldUpKind } from '../observe/holdups.js';
import type { Span, Timeline } from '../observe/timeline-types.js';
import { shareOf } from '../observe/work-share.js';
import type { ExplainedRun } from './explain-run.js';
import { KINDS, STATUSES, type BranchColumns, type PageData, type SpanColumns } from './page-data.js';

/** How a page shows what is in a timeline. */
export interface Texts {
  readonly title: string | undefined;
  readonly label: ((branch: Timeline['branches'][number]) => string) | undefined;
  readonly describe: (value: unknown) => string;
}

/** Writable columns. */
type Columns<T> = { readonly [K in keyof T]: (T[K] extends readonly (infer V)[] ? V : never)[] };

/** Makes plain data of a timeline: of inputs and reasons it has what `describe` returns, and nothing else. */
export function pageDataOf(
  timeline: Timeline,
  explained: ExplainedRun,
  { title = `Waterfall of run ${String(timeline.run)}`, label, describe }: Texts,
): PageData {
  const since = (time: number): number => rounded(time - timeline.start);
  const until = (time: number | undefined): number => (time === undefined ? -1 : since(time));
  const rows = new Map(timeline.branches.map(({ branch }, row) => [branch, row]));
  const rowOf = (branch: number | undefined): number => rows.get(branch ?? 0) ?? -1;
  const stages = new Map(timeline.stages.map(({ name }, index) => [name, index]));
  const reasons = new Indexed<string>();
  const workers = new Indexed<string>();
  const batches = new Map<string, number>();
  const batchOf = (stage: string, { batch }: Span): number => {
    if (batch === undefined) return -1;
    const key = `${String(batch.id)} ${String(batch.size)} ${stage}`;
    const index = batches.get(key) ?? batches.size;
    batches.set(key, index);
    return index;
  };

  const holdUps = new Map(explained.bounds.map((holdUp, place) => [keyOf(holdUp), place]));
  const placeOf = (holdUp: HoldUp | undefined): number => (holdUp === undefined ? -1 : (holdUps.get(keyOf(holdUp)) ?? -1));

  const branches = emptyBranches();
  const spans = emptySpans();
  for (const branch of timeline.branches) {
    branches.parent.push(rowOf(branch.parent));
    branches.stage.push(stages.get(branch.stage) ?? -1);
    branches.path.push(branch.path.join('.'));
    branches.input.push(describe(branch.input));
    if (label !== undefined) branches.label.push(label(branch));
    branches.start.push(since(branch.start));
    branches.end.push(until(branch.end));
    branches.status.push(STATUSES.indexOf(branch.status));
    branches.reason.push(branch.status === 'rejected' ? reasons.indexOf(describe(branch.reason)) : -1);
    branches.served.push([undefined, 'cache', 'attempt'].indexOf(branch.served));
    branches.leader.push(rowOf(branch.leader));
    branches.emitted.push(branch.emitted);
    branches.shadow.push(rounded(explained.shadows.get(branch.branch) ?? -1));
    branches.heldUp.push(placeOf(explained.heldUp.get(branch.branch)));
    branches.freedBy.push(rowOf(explained.freedBy.get(branch.branch)));
    branches.spans.push(branch.spans.length);
    for (const span of branch.spans) {
      spans.kind.push(kindOf(span));
      spans.start.push(since(span.start));
      spans.end.push(until(span.end));
      spans.attempt.push(span.attempt);
      spans.page.push(span.page);
      spans.reason.push(span.status === 'rejected' ? reasons.indexOf(describe(span.reason)) : -1);
      spans.batch.push(batchOf(branch.stage, span));
      spans.queued.push(queuedOf(span));
      spans.worker.push(span.work === undefined ? -1 : workers.indexOf(span.work.worker));
    }
  }
  if (spans.page.every((page) => page === 1)) spans.page.length = 0;
  if (batches.size === 0) spans.batch.length = 0;
  if (workers.values.length === 0) spans.queued.length = spans.worker.length = 0;

  return {
    title,
    run: timeline.run,
    status: timeline.status,
    reason: timeline.status === 'errored' ? describe(timeline.reason) : null,
    total: since(timeline.end),
    sourceEnded: timeline.sourceEnded === undefined ? null : since(timeline.sourceEnded),
    created: timeline.created,
    concurrency: finite(timeline.concurrency),
    stages: timeline.stages.map(({ name, concurrency, isJoin, isBatch }) => ({ name, concurrency: finite(concurrency), isJoin, isBatch })),
    branches,
    spans,
    reasons: reasons.values,
    batches: [...batches.keys()].map((key) => {
      const [id = 0, size = 0] = key.split(' ', 2).map(Number);
      return [id, size];
    }),
    workers: workers.values,
    pauses: timeline.pauses.map(({ stage, branch, start, end }) => ({
      row: rowOf(branch),
      stage: stages.get(stage) ?? -1,
      start: since(start),
      end: since(Math.min(end, timeline.end)),
    })),
    criticalPath: explained.criticalPath.map(({ branch, kind, start, end, heldUp }) => ({
      row: rowOf(branch),
      kind,
      start: since(start),
      end: since(end),
      heldUp: placeOf(heldUp),
    })),
    holdUps: explained.bounds.map((holdUp) => ({
      text: textOf(holdUp, timeline),
      isBound: BOUNDS.includes(holdUp.kind),
      critical: rounded(holdUp.critical),
      waited: rounded(holdUp.waited),
    })),
    barrier: rounded(explained.barrier),
    lowerBound: rounded(explained.lowerBound),
    queued: rounded(explained.queued),
  };
}

/** Whole microseconds: more digits would say nothing, and take space. */
function rounded(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}

/** JSON has no Infinity. */
function finite(count: number): number | null {
  return count === Infinity ? null : count;
}

function kindOf({ kind, status }: Span): number {
  return KINDS.indexOf(kind === 'attempt' ? (status ?? 'open') : kind);
}

function queuedOf({ start, end, work }: Span): number {
  return work === undefined || end === undefined ? 0 : rounded(shareOf(work, end - start).queued);
}

/** What can be raised. */
const BOUNDS: readonly HoldUpKind[] = ['concurrency', 'pipeline', 'highWaterMark', 'limit', 'pause'];

function keyOf({ kind, stage = '' }: HoldUp): string {
  return `${kind} ${stage}`;
}

/** Names what held branches up as it is written in code, for a user to find and change it. */
function textOf({ kind, stage = '' }: HoldUp, { stages, concurrency, highWaterMark }: Timeline): string {
  const own = String(stages.find(({ name }) => name === stage)?.concurrency);
  const TEXTS: Record<HoldUpKind, string> = {
    concurrency: `concurrency: ${own} of stage '${stage}'`,
    pipeline: `concurrency: ${String(concurrency)} of the pipeline`,
    highWaterMark: `highWaterMark: ${String(highWaterMark)} before stage '${stage}'`,
    limit: `limit of stage '${stage}'`,
    pause: `a pause of the limits of stage '${stage}'`,
    served: `a cache, or an attempt that stage '${stage}' shares`,
    backoff: `retries of stage '${stage}'`,
    source: 'the source',
    other: `the consumer, or other branches of a batch, at stage '${stage}'`,
  };
  return TEXTS[kind];
}

/** Different values, each with its place. */
class Indexed<T> {
  readonly values: T[] = [];
  private readonly places = new Map<T, number>();

  indexOf(value: T): number {
    const known = this.places.get(value);
    if (known !== undefined) return known;
    this.places.set(value, this.values.length);
    return this.values.push(value) - 1;
  }
}

function emptyBranches(): Columns<BranchColumns> {
  return {
    parent: [],
    stage: [],
    path: [],
    input: [],
    label: [],
    start: [],
    end: [],
    status: [],
    reason: [],
    served: [],
    leader: [],
    emitted: [],
    shadow: [],
    heldUp: [],
    freedBy: [],
    spans: [],
  };
}

function emptySpans(): Columns<SpanColumns> {
  return { kind: [], start: [], end: [], attempt: [], page: [], reason: [], batch: [], queued: [], worker: [] };
}
