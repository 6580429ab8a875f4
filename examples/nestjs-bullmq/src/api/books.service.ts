import { Inject, Injectable, Logger, ServiceUnavailableException, type MessageEvent, type OnModuleDestroy } from '@nestjs/common';
import { isAxiosError } from 'axios';
import { concat, map, of, type Observable } from 'rxjs';
import { pipeline, remote, RemoteStageError, StageTimeoutError, type JobQueue, type OutcomeOf } from 'rxjs-stages';
import { BookStages } from '../shared/book-stages';
import { NamedRuns } from './named-runs';

export const JOB_QUEUE = Symbol('job queue');

@Injectable()
export class BooksService implements OnModuleDestroy {
  private readonly abort = new AbortController();

  constructor(
    private readonly stages: BookStages,
    @Inject(JOB_QUEUE) private readonly queue: JobQueue,
    private readonly runs: NamedRuns,
  ) {}

  /** Emits each book and each failure the moment it is there, and at last `done`. */
  search(terms: readonly string[]): Observable<MessageEvent> {
    return messagesOf(this.books(this.queue)(terms));
  }

  /** Continues a run: what the workers have answered before is not requested again. */
  resume(run: string, terms: readonly string[]): Observable<MessageEvent> {
    return this.runs.with(run, (queue) => messagesOf(this.books(queue)(terms)));
  }

  /** Ends the runs in flight, and their work in the workers. */
  onModuleDestroy(): void {
    this.abort.abort(new ServiceUnavailableException('The server is shutting down'));
  }

  private books(queue: JobQueue) {
    const { search, detail } = this.stages;
    return pipeline(remote(search, queue), remote(detail, queue), { signal: this.abort.signal });
  }
}

type BookOutcome = OutcomeOf<ReturnType<BooksService['books']>>;

function messagesOf(outcomes: Observable<BookOutcome>): Observable<MessageEvent> {
  return concat(outcomes.pipe(map(messageOf)), of({ type: 'done', data: {} }));
}

function messageOf(outcome: BookOutcome): MessageEvent {
  const { status, inputs } = outcome;
  const [term] = inputs;
  if (outcome.status === 'fulfilled') return { type: 'outcome', data: { status, term, book: outcome.value } };
  return { type: 'outcome', data: { status, term, stage: outcome.stage, reason: reasonOf(outcome.reason) } };
}

/** What a client may know of a failure in a worker, or of the queue. */
function reasonOf(reason: unknown): string {
  if (isAxiosError(reason)) return reason.response === undefined ? (reason.code ?? 'no answer') : `HTTP ${String(reason.response.status)}`;
  if (reason instanceof StageTimeoutError) return 'timed out';
  if (reason instanceof RemoteStageError) return reason.code;
  Logger.error(reason, 'reasonOf');
  return 'internal error';
}
