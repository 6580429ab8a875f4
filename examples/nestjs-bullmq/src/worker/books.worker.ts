import { getSharedConfigToken } from '@nestjs/bullmq';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { QueueOptions } from 'bullmq';
import { serve, type RemoteWorker } from 'rxjs-stages/bullmq';
import { BookStages } from '../shared/book-stages';
import { QUEUE } from '../shared/shared.module';

@Injectable()
export class BooksWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private worker: RemoteWorker | undefined;

  constructor(
    private readonly stages: BookStages,
    @Inject(getSharedConfigToken()) private readonly config: QueueOptions,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { search, detail } = this.stages;
    this.worker = await serve([search, detail], {
      queue: QUEUE,
      connection: this.config.connection,
      concurrency: Number(process.env.CONCURRENCY ?? 50),
      lockDuration: Number(process.env.LOCK_DURATION_MS ?? 30_000),
      signals: [], // Nest has them.
    });
  }

  /** Waits for the jobs that run. Those that take longer return to the queue. */
  async onModuleDestroy(): Promise<void> {
    await this.worker?.close({ grace: Number(process.env.SHUTDOWN_GRACE_MS ?? 10_000) });
  }
}
