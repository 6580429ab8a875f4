import { KINDS, STATUSES, type PageData, type PageStep } from '../page-data.js';

export const REJECTED = STATUSES.indexOf('rejected');
export const WAITING = KINDS.indexOf('waiting');
export const FAILED = KINDS.indexOf('rejected');
export const BACKOFF = KINDS.indexOf('backoff');

/** One span of a branch. */
export interface PageSpan {
  readonly kind: number;
  readonly start: number;
  readonly end: number;
  readonly isOpen: boolean;
  readonly attempt: number;
  readonly page: number;
  readonly reason: string | undefined;
  readonly batch: readonly [id: number, size: number] | undefined;
  /** The worker that ran it, if it is an attempt of a remote stage. */
  readonly worker: string | undefined;
  /** How long its job was queued. */
  readonly queued: number;
}

/** The data of the page, with what is derived from it. A branch is a row: a number from 0, in the order of creation. */
export class Model {
  readonly count: number;
  readonly parent: Int32Array;
  readonly stage: Int32Array;
  readonly start: Float64Array;
  /** What is open has lasted until the end. */
  readonly end: Float64Array;
  readonly status: Uint8Array;
  readonly shadow: Float64Array;
  /** The row's first span; there is one place more than rows. */
  readonly firstSpan: Int32Array;
  readonly spanKind: Uint8Array;
  readonly spanStart: Float64Array;
  readonly spanEnd: Float64Array;
  /** How long the job of a span was queued, at its beginning; 0 if it was not. */
  readonly spanQueued: Float64Array;

  /** Rows, each before its children. */
  readonly order: Int32Array;
  readonly depth: Uint16Array;
  readonly children: Int32Array;
  /** How many rows there are in the tree below a row, with itself. */
  readonly size: Int32Array;
  /** When the last branch of the tree below a row ended. */
  readonly treeEnd: Float64Array;

  readonly duration: Float64Array;
  readonly waited: Float64Array;
  readonly inFlight: Float64Array;
  /** How long of that jobs were queued. */
  readonly queued: Float64Array;
  readonly longestAttempt: Float64Array;
  readonly attempts: Uint16Array;
  /** When its first attempt started; without one, when it began itself. */
  readonly firstAttempt: Float64Array;
  /** The last place of a row on the critical path, or -1. */
  readonly onPath: Int32Array;

  private readonly stepsByRow = new Map<number, readonly (readonly [place: number, step: PageStep])[]>();

  readonly retries: number;
  readonly failed: number;
  /** The row with the longest attempt; -1 if there are none. */
  readonly slowest: number;

  constructor(readonly data: PageData) {
    const { branches, spans, total } = data;
    this.count = branches.parent.length;
    this.parent = Int32Array.from(branches.parent);
    this.stage = Int32Array.from(branches.stage);
    this.start = Float64Array.from(branches.start);
    this.end = Float64Array.from(branches.end, (end) => (end < 0 ? total : end));
    this.status = Uint8Array.from(branches.status);
    this.shadow = Float64Array.from(branches.shadow);
    this.spanKind = Uint8Array.from(spans.kind);
    this.spanStart = Float64Array.from(spans.start);
    this.spanEnd = Float64Array.from(spans.end, (end) => (end < 0 ? total : end));
    this.spanQueued = new Float64Array(spans.kind.length);
    this.spanQueued.set(spans.queued);
    this.firstSpan = new Int32Array(this.count + 1);
    this.order = new Int32Array(this.count);
    this.depth = new Uint16Array(this.count);
    this.children = new Int32Array(this.count);
    this.size = new Int32Array(this.count).fill(1);
    this.treeEnd = this.end.slice();
    this.duration = new Float64Array(this.count);
    this.waited = new Float64Array(this.count);
    this.inFlight = new Float64Array(this.count);
    this.queued = new Float64Array(this.count);
    this.longestAttempt = new Float64Array(this.count);
    this.attempts = new Uint16Array(this.count);
    this.firstAttempt = this.start.slice();
    this.onPath = new Int32Array(this.count).fill(-1);
    for (const [place, step] of data.criticalPath.entries()) {
      this.onPath[step.row] = place;
      this.stepsByRow.set(step.row, [...this.steps(step.row), [place, step]]);
    }
    this.grow();
    this.measure();
    this.retries = this.attempts.reduce((sum, attempts) => sum + Math.max(0, attempts - 1), 0);
    this.failed = this.status.reduce((sum, status) => sum + (status === REJECTED ? 1 : 0), 0);
    this.slowest = this.longestAttempt.reduce((best, ms, row) => (ms > (this.longestAttempt[best] ?? 0) ? row : best), -1);
  }

  name(row: number): string {
    const { label, path, input } = this.data.branches;
    return label[row] ?? `${this.stageName(row)} ${path[row] ?? ''} ${input[row] ?? ''}`;
  }

  stageName(row: number): string {
    return this.data.stages[this.stage[row] as number]?.name ?? '';
  }

  statusName(row: number): (typeof STATUSES)[number] {
    return STATUSES[this.status[row] as number] ?? 'open';
  }

  isJoin(row: number): boolean {
    return this.data.stages[this.stage[row] as number]?.isJoin === true;
  }

  reason(row: number): string | undefined {
    return this.data.reasons[this.data.branches.reason[row] as number];
  }

  /** The places of a row on the critical path, by their numbers: one that is retried may have several. */
  steps(row: number): readonly (readonly [place: number, step: PageStep])[] {
    return this.stepsByRow.get(row) ?? [];
  }

  spans(row: number): readonly PageSpan[] {
    const { spans, reasons, batches, workers } = this.data;
    const found: PageSpan[] = [];
    for (let index = this.firstSpan[row] as number; index < (this.firstSpan[row + 1] as number); index++) {
      found.push({
        kind: this.spanKind[index] as number,
        start: this.spanStart[index] as number,
        end: this.spanEnd[index] as number,
        isOpen: (spans.end[index] as number) < 0,
        attempt: spans.attempt[index] as number,
        page: spans.page[index] ?? 1,
        reason: reasons[spans.reason[index] as number],
        batch: batches[spans.batch[index] ?? -1],
        worker: workers[spans.worker[index] ?? -1],
        queued: this.spanQueued[index] as number,
      });
    }
    return found;
  }

  /** What a search looks at, in lower case. */
  searchText(row: number): string {
    const { path, input } = this.data.branches;
    return `${this.name(row)}\n${this.stageName(row)} ${path[row] ?? ''} ${input[row] ?? ''}\n${this.reason(row) ?? ''}`.toLowerCase();
  }

  private grow(): void {
    const { count, parent, depth, children, size, treeEnd, order } = this;
    const first = new Int32Array(count).fill(-1);
    const next = new Int32Array(count).fill(-1);
    let root = -1;
    for (let row = count - 1; row >= 0; row--) {
      const above = parent[row] as number;
      next[row] = above < 0 ? root : (first[above] as number);
      if (above < 0) root = row;
      else {
        first[above] = row;
        children[above] = (children[above] as number) + 1;
        size[above] = (size[above] as number) + (size[row] as number);
        treeEnd[above] = Math.max(treeEnd[above] as number, treeEnd[row] as number);
      }
    }
    let place = 0;
    for (let row = root; row >= 0;) {
      const above = parent[row] as number;
      depth[row] = above < 0 ? 0 : (depth[above] as number) + 1;
      order[place++] = row;
      let following = first[row] as number;
      for (let up = row; following < 0 && up >= 0; up = parent[up] as number) following = next[up] as number;
      row = following;
    }
  }

  private measure(): void {
    let span = 0;
    for (let row = 0; row < this.count; row++) {
      this.firstSpan[row] = span;
      this.duration[row] = (this.end[row] as number) - (this.start[row] as number);
      const after = span + (this.data.branches.spans[row] as number);
      for (; span < after; span++) {
        const ms = (this.spanEnd[span] as number) - (this.spanStart[span] as number);
        const kind = this.spanKind[span] as number;
        // A join waits for no bound, but for what is inside of it.
        if (kind === WAITING) this.waited[row] = this.isJoin(row) ? 0 : (this.waited[row] as number) + ms;
        else if (kind !== BACKOFF) {
          if (this.attempts[row] === 0) this.firstAttempt[row] = this.spanStart[span] as number;
          this.attempts[row] = (this.attempts[row] as number) + 1;
          this.inFlight[row] = (this.inFlight[row] as number) + ms;
          this.queued[row] = (this.queued[row] as number) + (this.spanQueued[span] as number);
          this.longestAttempt[row] = Math.max(this.longestAttempt[row] as number, ms);
        }
      }
    }
    this.firstSpan[this.count] = span;
  }
}
