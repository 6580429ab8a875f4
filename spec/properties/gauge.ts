import type { LimitScenario } from './policies.js';

/** Counts what a limit bounds, over all runs that share it. */
export class Gauge {
  private active = 0;
  private readonly starts: number[] = [];
  private pausedUntil = -Infinity;

  constructor(
    private readonly limit: LimitScenario,
    /** By how many frames the clock may be wrong. */
    private readonly slack: number,
  ) {}

  /** An attempt starts. @returns what is wrong with that, if anything is */
  start(now: number): string | undefined {
    const { kind, max, per } = this.limit;
    this.starts.push(now);
    const before = this.starts.at(-1 - max);
    if (kind === 'rate' && before !== undefined && now - before < per - this.slack) return 'B1 more start at a limit than may';
    return undefined;
  }

  /** An attempt begins to work, or goes on. @returns what is wrong with that, if anything is */
  work(now: number): string | undefined {
    const { kind, max } = this.limit;
    if (now < this.pausedUntil - this.slack) return 'B1 a limit that pauses lets work begin';
    return ++this.active > max && kind === 'concurrency' ? 'B1 more work at a limit than may' : undefined;
  }

  /** Whether one more may start now, or go on. */
  opens(now: number, resuming: boolean): boolean {
    const { kind, max, per } = this.limit;
    const clear = now - this.slack;
    if (clear < this.pausedUntil) return false;
    if (kind === 'concurrency') return this.active < max;
    return resuming || clear - (this.starts.at(-max) ?? -Infinity) >= per;
  }

  rest(): void {
    this.active--;
  }

  pause(until: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, until);
  }
}
