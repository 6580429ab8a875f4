import { finalize, Observable } from 'rxjs';

/** Counts inner streams: how many there are, how many there were at the most and how many have started. */
export class Gauge {
  active = 0;
  most = 0;
  started = 0;

  watch<T>(inner: Observable<T>): Observable<T> {
    return new Observable((subscriber) => {
      this.started++;
      this.active++;
      this.most = Math.max(this.most, this.active);
      return inner
        .pipe(
          finalize(() => {
            this.active--;
          }),
        )
        .subscribe(subscriber);
    });
  }
}
