import { randomUUID } from 'node:crypto';
import { Module, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ClsModule } from 'nestjs-cls';
import { BooksModule } from './books/books.module';

@Module({
  imports: [
    ClsModule.forRoot({
      global: true,
      middleware: { mount: true, generateId: true, idGenerator: (request: Request) => request.headers['x-request-id'] ?? randomUUID() },
    }),
    BooksModule,
  ],
})
export class AppModule implements OnModuleDestroy {
  constructor(private readonly host: HttpAdapterHost) {}

  /** From now on a connection ends as soon as it is idle. 0 would mean never. */
  onModuleDestroy(): void {
    this.host.httpAdapter.getHttpServer().keepAliveTimeout = 1;
  }
}

interface Request {
  readonly headers: { readonly 'x-request-id'?: string };
}
