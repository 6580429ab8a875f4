import { HttpModule } from '@nestjs/axios';
import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { BookStages } from './book-stages';

/** The name of the queue between the API and the workers. */
export const QUEUE = 'books';

@Module({
  imports: [
    BullModule.forRootAsync({ useFactory: () => ({ connection: { url: process.env.REDIS_URL ?? 'redis://localhost' } }) }),
    HttpModule.registerAsync({ useFactory: () => ({ baseURL: process.env.UPSTREAM_URL }) }),
  ],
  providers: [BookStages],
  exports: [BookStages],
})
export class SharedModule {}
