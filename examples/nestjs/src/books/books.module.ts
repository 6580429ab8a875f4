import { HttpModule, HttpService } from '@nestjs/axios';
import { Module, type OnModuleInit } from '@nestjs/common';
import { ClsService } from 'nestjs-cls';
import { ConcurrencyLimit, concurrencyLimit } from 'rxjs-stages';
import { BooksController } from './books.controller';
import { BOOKS, booksPipeline } from './books.pipeline';
import { BooksService } from './books.service';
import { PricesService } from './prices.service';
import { Runs } from './runs';

@Module({
  imports: [HttpModule.registerAsync({ useFactory: () => ({ baseURL: process.env.UPSTREAM_URL, timeout: 5_000 }) })],
  controllers: [BooksController],
  providers: [
    { provide: ConcurrencyLimit, useFactory: () => concurrencyLimit(8) },
    { provide: BOOKS, useFactory: booksPipeline, inject: [HttpService, ConcurrencyLimit] },
    { provide: Runs, useFactory: () => new Runs(Number(process.env.SHUTDOWN_GRACE_MS ?? 10_000)) },
    BooksService,
    PricesService,
  ],
})
export class BooksModule implements OnModuleInit {
  constructor(
    private readonly http: HttpService,
    private readonly cls: ClsService,
  ) {}

  /** Tells the upstream server for which request, and for which attempt, each of its own is made. */
  onModuleInit(): void {
    this.http.axiosRef.interceptors.request.use((config) => {
      config.headers.set({ 'x-request-id': this.cls.getId(), 'x-attempt': this.cls.get('attempt') });
      return config;
    });
  }
}
