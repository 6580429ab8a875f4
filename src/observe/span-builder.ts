import type { Entry } from './event-log.js';
import type { BranchTimeline, Span } from './timeline-types.js';

/** Creates spans from the entries of one branch after another. */
export class SpanBuilder {
  start = 0;
  end: number | undefined = undefined;
  status: BranchTimeline['status'] = 'open';
  reason: unknown = undefined;
  served: BranchTimeline['served'] = undefined;
  leader: number | undefined = undefined;
  private readonly ended: Span[] = [];
  private page = 1;
  private attempt = 0;
  /** The kind of the open span, if any. */
  private kind: Span['kind'] | undefined = undefined;
  private since = 0;
  private batch: Span['batch'] = undefined;
  private cause: unknown = undefined;

  /** Begins another branch. */
  begin(): void {
    this.end = this.reason = this.served = this.leader = this.kind = undefined;
    this.status = 'open';
    this.ended.length = 0;
    this.page = 1;
    this.attempt = 0;
  }

  add({ type, time, detail }: Entry): void {
    const reason = detail !== undefined && 'reason' in detail ? detail.reason : undefined;
    switch (type) {
      case 'waiting':
        this.start = time;
        this.open('waiting', time);
        break;
      case 'started':
        this.close(time, undefined, undefined);
        this.attempt++;
        this.open('attempt', time, detail !== undefined && 'batch' in detail ? detail.batch : undefined);
        break;
      case 'settled':
        if (detail === undefined || !('reason' in detail)) this.close(time, 'fulfilled', undefined);
        else this.close(time, detail.status, reason, detail.work);
        break;
      case 'retrying':
        this.open('backoff', time, undefined, reason);
        break;
      case 'requeued':
        this.close(time, undefined, undefined);
        this.open('waiting', time);
        break;
      case 'paged':
        this.page++;
        this.attempt = 0;
        this.open('waiting', time);
        break;
      case 'served':
        this.close(time, undefined, undefined);
        if (detail === undefined || !('by' in detail)) break;
        this.served = detail.by;
        this.leader = detail.leader;
        break;
      default:
        this.close(time, type === 'completed' ? 'fulfilled' : type, reason);
        this.end = time;
        this.status = type;
        this.reason = reason;
    }
  }

  /** The spans of the branch, including the open one. */
  get spans(): Span[] {
    const { ended, kind, since: start, attempt, page, batch, cause: reason } = this;
    if (kind === undefined) return ended;
    return [
      ...ended,
      { kind, start, end: undefined, attempt: kind === 'attempt' ? attempt : attempt + 1, page, status: undefined, reason, batch, work: undefined },
    ];
  }

  private open(kind: Span['kind'], time: number, batch?: Span['batch'], cause?: unknown): void {
    this.kind = kind;
    this.since = time;
    this.batch = batch;
    this.cause = cause;
  }

  private close(time: number, status: Span['status'], reason: unknown, work?: Span['work']): void {
    const { kind, since: start, batch, page } = this;
    if (kind === undefined) return;
    const isAttempt = kind === 'attempt';
    const attempt = isAttempt ? this.attempt : this.attempt + 1;
    this.ended.push({
      kind,
      start,
      end: time,
      attempt,
      page,
      status: isAttempt ? status : undefined,
      reason: isAttempt ? reason : this.cause,
      batch,
      work,
    });
    this.kind = undefined;
  }
}
