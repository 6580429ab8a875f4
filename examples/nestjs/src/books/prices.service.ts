import { HttpService } from '@nestjs/axios';
import { BadGatewayException, Injectable } from '@nestjs/common';
import { firstValueFrom, map } from 'rxjs';
import { ConcurrencyLimit, pipeline, stage } from 'rxjs-stages';
import { httpRetry } from 'rxjs-stages/http';
import { reasonOf } from './reason-of';
import { Runs } from './runs';

export interface Price {
  readonly id: string;
  readonly cents: number;
}

@Injectable()
export class PricesService {
  private readonly prices;

  constructor(
    http: HttpService,
    limit: ConcurrencyLimit,
    private readonly runs: Runs,
  ) {
    const price = (id: string) => http.get<Price>(`/prices/${encodeURIComponent(id)}`).pipe(map(({ data }) => data));
    this.prices = pipeline(stage('price', price, { limit, retry: httpRetry(3) }));
  }

  /** @throws BadGatewayException if the upstream server does not say */
  async priceOf(id: string): Promise<Price> {
    const outcome = await firstValueFrom(this.runs.track((signal) => this.prices.with({ signal })([id])));
    if (outcome.status === 'rejected') throw new BadGatewayException(reasonOf(outcome.reason));
    return outcome.value;
  }
}
