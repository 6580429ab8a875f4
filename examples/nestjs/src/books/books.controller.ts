import { BadRequestException, Controller, Get, Param, Query, Sse, type MessageEvent } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { BooksService } from './books.service';
import { PricesService, type Price } from './prices.service';

@Controller()
export class BooksController {
  constructor(
    private readonly books: BooksService,
    private readonly prices: PricesService,
  ) {}

  /** `GET /books?q=dune&q=emma`. When the client leaves, Nest unsubscribes, and that cancels the requests in flight. */
  @Sse('books')
  search(@Query('q') q: string | string[] = []): Observable<MessageEvent> {
    const terms = [q].flat().filter((term) => term !== '');
    if (terms.length === 0) throw new BadRequestException('Give at least one term: /books?q=dune');
    return this.books.search(terms);
  }

  @Get('prices/:id')
  price(@Param('id') id: string): Promise<Price> {
    return this.prices.priceOf(id);
  }
}
