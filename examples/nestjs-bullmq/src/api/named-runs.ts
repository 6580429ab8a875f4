import { getSharedConfigToken } from '@nestjs/bullmq';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { QueueOptions } from 'bullmq';
import { defer, finalize, from, switchMap, type Observable } from 'rxjs';
import type { JobQueue } from 'rxjs-stages';
import { jobQueue, type BullJobQueue } from 'rxjs-stages/bullmq';
import { QUEUE } from '../shared/shared.module';

/** Opens a queue for each run with a name, for as long as the run lasts. */
@Injectable()
export class NamedRuns implements OnApplicationShutdown {
  private readonly closing = new Set<Promise<void>>();

  constructor(@Inject(getSharedConfigToken()) private readonly config: QueueOptions) {}

  /** @param use - makes the run. The queue is closed when the run ends, or is unsubscribed */
  with<T>(run: string, use: (queue: JobQueue) => Observable<T>): Observable<T> {
    return defer(() => {
      const queue = jobQueue({ queue: QUEUE, connection: this.config.connection, run });
      return from(queue).pipe(
        switchMap(use),
        finalize(() => {
          this.close(run, queue);
        }),
      );
    });
  }

  /** Closing also cancels jobs, so the shutdown waits for it. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.closing);
  }

  private close(run: string, connected: Promise<BullJobQueue>): void {
    const closed = this.closed(run, connected).finally(() => this.closing.delete(closed));
    this.closing.add(closed);
  }

  private async closed(run: string, connected: Promise<BullJobQueue>): Promise<void> {
    try {
      await (await connected).close();
      Logger.log(`Closed the queue of run ${run}`, NamedRuns.name);
    } catch (error) {
      Logger.error(error, NamedRuns.name);
    }
  }
}
