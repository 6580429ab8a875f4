import type { Exchange } from './exchange';
import type { LocalServer } from './local-server';

/** Counts the requests that are at the server, and answers them only when as many are there as may be. */
export class Gauge {
  /** The most that were there at once. */
  most = 0;
  private readonly present = new Set<Exchange>();

  constructor(
    private readonly server: LocalServer,
    private readonly bound: number,
    private readonly answer: (exchange: Exchange) => void,
  ) {}

  add(exchange: Exchange): void {
    this.present.add(exchange);
    this.most = Math.max(this.most, this.present.size);
    if (this.present.size === this.bound) void this.answerAll();
  }

  /** Answers after a round trip, which gives a request too many the time to arrive. */
  private async answerAll(): Promise<void> {
    await this.server.probe();
    for (const exchange of this.present) {
      this.present.delete(exchange);
      this.answer(exchange);
    }
  }
}
