import { Module } from '@nestjs/common';
import { SharedModule } from '../shared/shared.module';
import { BooksWorker } from './books.worker';

@Module({ imports: [SharedModule], providers: [BooksWorker] })
export class WorkerModule {}
