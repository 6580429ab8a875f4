/** The shortest and the longest time between two sweeps, in ms. */
const SHORTEST = 100;
const LONGEST = 2000;

/** Which shares of what a look asks for shorten the period, and lengthen it. */
const [MANY, FEW] = [0.1, 0.05];

/**
 * Looks again and again for what the events of a queue have missed. Its period adapts: it is
 * halved when they have missed much, and doubled when they have missed little.
 */
export class Sweep {
  private period = SHORTEST;
  private timer: NodeJS.Timeout | undefined = undefined;
  private isRunning = false;
  private isStopped = false;

  /**
   * @param look - looks once. Returns which share of it the events have missed, or `undefined` if
   *   there is nothing to look for
   */
  constructor(private readonly look: () => Promise<number | undefined>) {}

  /** Sweeps from now on, until there is nothing to look for. */
  start(): void {
    if (!this.isRunning) this.schedule(this.period);
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private schedule(ms: number): void {
    if (this.isStopped) return;
    this.isRunning = true;
    this.timer = setTimeout(() => void this.turn(), ms);
  }

  private async turn(): Promise<void> {
    const began = performance.now();
    const missed = await this.look();
    if (missed === undefined) {
      this.isRunning = false;
      return;
    }
    if (missed > MANY) this.period = Math.max(SHORTEST, this.period / 2);
    else if (missed < FEW) this.period = Math.min(LONGEST, this.period * 2);
    // A server that answers slowly is not asked more than a third of the time.
    this.schedule(Math.max(this.period, 2 * (performance.now() - began)));
  }
}
