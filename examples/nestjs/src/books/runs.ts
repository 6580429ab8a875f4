import { Logger, ServiceUnavailableException, type OnModuleDestroy } from '@nestjs/common';
import { BehaviorSubject, defer, filter, finalize, firstValueFrom, merge, timer, type Observable } from 'rxjs';

/** Counts the runs in flight, so that a shutdown can let them finish. */
export class Runs implements OnModuleDestroy {
  private readonly inFlight = new BehaviorSubject(0);
  private readonly abort = new AbortController();
  private closing = false;

  /** @param grace - how many ms a shutdown waits for the runs in flight */
  constructor(private readonly grace: number) {}

  /**
   * Makes a run when it is subscribed to. During a shutdown it fails with a 503 instead.
   *
   * @param run - gets a signal that aborts when the grace is over
   */
  track<T>(run: (signal: AbortSignal) => Observable<T>): Observable<T> {
    return defer(() => {
      if (this.closing) throw shuttingDown();
      this.inFlight.next(this.inFlight.value + 1);
      return run(this.abort.signal).pipe(
        finalize(() => {
          this.inFlight.next(this.inFlight.value - 1);
        }),
      );
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.closing = true;
    Logger.log(`Shutting down, runs in flight: ${String(this.inFlight.value)}`, Runs.name);
    const drained = this.inFlight.pipe(filter((count) => count === 0));
    await firstValueFrom(merge(drained, timer(this.grace)));
    this.abort.abort(shuttingDown());
  }
}

function shuttingDown(): ServiceUnavailableException {
  return new ServiceUnavailableException('The server is shutting down');
}
