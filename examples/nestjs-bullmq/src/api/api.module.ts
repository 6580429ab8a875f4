import { BullModule, getSharedConfigToken } from '@nestjs/bullmq';
import { Inject, Module, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { QueueOptions } from 'bullmq';
import { jobQueue, type BullJobQueue } from 'rxjs-stages/bullmq';
import { QUEUE, SharedModule } from '../shared/shared.module';
import { BooksController } from './books.controller';
import { BooksService, JOB_QUEUE } from './books.service';
import { NamedRuns } from './named-runs';

@Module({
  imports: [SharedModule, BullModule.registerQueue({ name: QUEUE })],
  controllers: [BooksController],
  providers: [
    {
      provide: JOB_QUEUE,
      useFactory: ({ connection }: QueueOptions) => jobQueue({ queue: QUEUE, connection }),
      inject: [getSharedConfigToken()],
    },
    BooksService,
    NamedRuns,
  ],
})
export class ApiModule implements OnModuleDestroy, OnApplicationShutdown {
  constructor(
    @Inject(JOB_QUEUE) private readonly queue: BullJobQueue,
    private readonly host: HttpAdapterHost,
  ) {}

  /** From now on a connection ends as soon as it is idle. 0 would mean never. */
  onModuleDestroy(): void {
    this.host.httpAdapter.getHttpServer().keepAliveTimeout = 1;
  }

  /** After the runs have ended. */
  async onApplicationShutdown(): Promise<void> {
    await this.queue.close();
  }
}
