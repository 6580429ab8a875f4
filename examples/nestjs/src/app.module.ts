import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
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
export class AppModule {}

interface Request {
  readonly headers: { readonly 'x-request-id'?: string };
}
