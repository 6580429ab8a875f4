import { defer, tap, type Observable } from 'rxjs';

/** What a run delivers, as far as its time is concerned. */
interface Timed {
  readonly stage: string;
  readonly status: 'fulfilled' | 'rejected';
}

/** What came of one run, and when. */
export class Recording<T extends Timed> {
  readonly outcomes: T[] = [];
  /** The time to the first result of the second round, in ms; undefined while there is none. */
  firstOfSecondRound: number | undefined;
  /** The time of the whole run, in ms; undefined if it did not come to its end. */
  total: number | undefined;

  /** Records a run while it is subscribed to. */
  of(run: Observable<T>): Observable<T> {
    return defer(() => {
      const start = performance.now();
      return run.pipe(
        tap({
          next: (outcome) => {
            this.outcomes.push(outcome);
            if (outcome.stage === 'transitive' && outcome.status === 'fulfilled') this.firstOfSecondRound ??= performance.now() - start;
          },
          complete: () => {
            this.total = performance.now() - start;
          },
        }),
      );
    });
  }
}
