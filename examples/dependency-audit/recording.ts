import { BehaviorSubject, defer, finalize, Subject, tap, type Observable } from 'rxjs';
import type { BranchEvent, PipelineEvent } from 'rxjs-stages';
import { NO_PROGRESS, progress, type Progress } from './progress.js';
import { roundOf } from './round.js';

/** What a run delivers, as far as its time is concerned. */
interface Timed {
  readonly stage: string;
  readonly status: 'fulfilled' | 'rejected';
  readonly path: readonly number[];
}

/** What came of one run, and when. */
export class Recording<T extends Timed> {
  readonly outcomes: T[] = [];
  /** The time to the first result of the second round, in ms; undefined while there is none. */
  firstOfSecondRound: number | undefined;
  /** The time of the whole run, in ms; undefined if it did not come to its end. */
  total: number | undefined;
  /** How many batches there were: requests for several inputs. */
  batches = 0;
  /** How many requests for dependencies were not made, because a cache had the answer. */
  cached = 0;
  private readonly counts = new BehaviorSubject(NO_PROGRESS);

  /** How far it is now. */
  get now(): Progress {
    return this.counts.value;
  }

  /** Records a run while it is subscribed to: it is made when that begins, with what it is to tell its events. */
  of(run: (onEvent: (event: PipelineEvent) => void) => Observable<T>): Observable<T> {
    return defer(() => {
      const events = new Subject<BranchEvent>();
      events.pipe(progress()).subscribe(this.counts);
      const isBatch = batchCounter();
      const start = performance.now();
      return run((event) => {
        if (event.branch === undefined) return;
        if (isBatch(event)) this.batches++;
        if (event.type === 'served' && event.by === 'cache' && roundOf(event) !== undefined) this.cached++;
        events.next(event);
      }).pipe(
        tap({
          next: (outcome) => {
            this.outcomes.push(outcome);
            if (roundOf(outcome) === 'transitive' && outcome.status === 'fulfilled') this.firstOfSecondRound ??= performance.now() - start;
          },
          complete: () => {
            this.total = performance.now() - start;
          },
        }),
        finalize(() => {
          events.complete();
        }),
      );
    });
  }
}

/** Whether an event says that another batch has started: of the branches in one, the first to start says so. */
function batchCounter(): (event: BranchEvent) => boolean {
  const seen = new Set<string>();
  return (event) => {
    if (event.type !== 'started' || event.batch === undefined) return false;
    const { size } = seen;
    return seen.add(`${String(event.run)}/${event.stage}/${String(event.batch.id)}`).size > size;
  };
}
