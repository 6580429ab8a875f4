import { Inject, Injectable, type MessageEvent } from '@nestjs/common';
import { ClsService } from 'nestjs-cls';
import { concat, finalize, map, merge, of, Subject, type Observable } from 'rxjs';
import type { Around, PipelineEvent } from 'rxjs-stages';
import { progress, type RunProgress } from 'rxjs-stages/observe';
import { BOOKS, type BookOutcome, type BooksPipeline } from './books.pipeline';
import { reasonOf } from './reason-of';
import { Runs } from './runs';

@Injectable()
export class BooksService {
  constructor(
    @Inject(BOOKS) private readonly books: BooksPipeline,
    private readonly runs: Runs,
    private readonly cls: ClsService,
  ) {}

  /** Emits each book and each failure the moment it is there, how far the search is, and at last `done`. */
  search(terms: readonly string[]): Observable<MessageEvent> {
    return this.runs.track((signal) => {
      const events = new Subject<PipelineEvent>();
      const outcomes = this.books
        .with({ signal, onEvent: events, around: this.around })(terms)
        .pipe(
          map(outcomeMessage),
          finalize(() => {
            events.complete();
          }),
        );
      return concat(merge(events.pipe(progress({ every: 250 }), map(progressMessage)), outcomes), of({ type: 'done', data: {} }));
    });
  }

  /** Each attempt has a store of its own, which inherits that of its request. */
  private readonly around: Around = ({ stage, path, attempt }, call) => {
    this.cls.run({ ifNested: 'inherit' }, () => {
      this.cls.set('attempt', `${stage} ${path.join('.')} #${String(attempt)}`);
      call();
    });
  };
}

function outcomeMessage(outcome: BookOutcome): MessageEvent {
  const { status, inputs } = outcome;
  const [term] = inputs;
  if (outcome.status === 'fulfilled') return { type: 'outcome', data: { status, term, book: outcome.value } };
  return { type: 'outcome', data: { status, term, stage: outcome.stage, reason: reasonOf(outcome.reason) } };
}

function progressMessage({ all }: RunProgress): MessageEvent {
  return { type: 'progress', data: { ended: all.fulfilled + all.rejected, discovered: all.discovered, total: all.total ?? null } };
}
