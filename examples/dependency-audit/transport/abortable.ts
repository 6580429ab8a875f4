import { Observable } from 'rxjs';

/** Does something for each subscription that ends in one value; unsubscribing before that aborts its signal. */
export function abortable<T>(work: (signal: AbortSignal) => Promise<T>): Observable<T> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    let pending = true;
    work(controller.signal).then(
      (value) => {
        pending = false;
        subscriber.next(value);
        subscriber.complete();
      },
      (reason: unknown) => {
        pending = false;
        subscriber.error(reason);
      },
    );
    return () => {
      if (pending) controller.abort();
    };
  });
}
