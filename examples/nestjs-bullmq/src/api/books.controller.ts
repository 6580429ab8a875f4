import { InjectQueue } from '@nestjs/bullmq';
import { Controller, Get, Param, Query, Sse, type MessageEvent } from '@nestjs/common';
import type { Queue } from 'bullmq';
import type { Observable } from 'rxjs';
import { QUEUE } from '../shared/shared.module';
import { BooksService } from './books.service';

@Controller()
export class BooksController {
  constructor(
    private readonly books: BooksService,
    @InjectQueue(QUEUE) private readonly queue: Queue,
  ) {}

  /**
   * `GET /books?q=dune&q=emma`. When the client leaves, Nest unsubscribes, and that aborts the work
   * in the workers.
   */
  @Sse('books')
  search(@Query('q') q: string | string[] = []): Observable<MessageEvent> {
    return this.books.search([q].flat());
  }

  /** `GET /runs/monday?q=dune`. A client that connects again continues the run. */
  @Sse('runs/:run')
  resume(@Param('run') run: string, @Query('q') q: string | string[] = []): Observable<MessageEvent> {
    return this.books.resume(run, [q].flat());
  }

  /** How many jobs are waiting, active, completed and so on. */
  @Get('queue')
  counts(): Promise<Record<string, number>> {
    return this.queue.getJobCounts();
  }
}
