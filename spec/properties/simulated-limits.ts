import type { LimitScenario } from './policies.js';

interface SimulatedLimit {
  readonly max: number;
  active: number;
  /** Whether the run waits for a turn, and whether this is it. */
  waits: boolean;
  isTurn: boolean;
  /** The stages whose branches may ask again that were held up. */
  readonly ready: Set<number>;
}

/**
 * Bounds on what is at work that the stages of one simulated run share. Whom one holds up steps aside; when there is room again the run gets a turn:
 * those who were held up may ask again.
 */
export class SimulatedLimits {
  private readonly limits: readonly SimulatedLimit[];
  /** Those that have been given back while the run waits for them. */
  private readonly due = new Set<number>();

  constructor(limits: readonly LimitScenario[]) {
    this.limits = limits.map(({ max }) => ({ max, active: 0, waits: false, isTurn: false, ready: new Set() }));
  }

  /** The first of some limits that lets nothing start. */
  refusing(indices: readonly number[]): number | undefined {
    return indices.find((index) => {
      const { active, max, waits, isTurn } = this.at(index);
      return active >= max || (waits && !isTurn);
    });
  }

  take(indices: readonly number[]): void {
    for (const index of indices) {
      const limit = this.at(index);
      limit.active++;
      if (limit.isTurn) limit.isTurn = limit.waits = false;
    }
  }

  /** If the run waits for what an attempt of its own gives back, its turn is at once: whoever has not taken it by the end has another one. */
  giveBack(indices: readonly number[], depths: readonly number[]): void {
    for (const index of indices) {
      const limit = this.at(index);
      limit.active--;
      if (!limit.waits) continue;
      this.due.add(index);
      limit.isTurn = true;
      for (const depth of depths) limit.ready.add(depth);
    }
  }

  /** The run waits for a limit; the branches of one stage do, unless it is the source. */
  hold(index: number, depth?: number): void {
    const limit = this.at(index);
    limit.waits = true;
    if (depth !== undefined) limit.ready.delete(depth);
  }

  isReady(index: number, depth: number): boolean {
    return this.at(index).ready.has(depth);
  }

  /** Nobody waits for a limit any more. */
  leave(index: number): void {
    this.at(index).waits = false;
  }

  /** Gives all turns that are due. */
  giveTurns(depths: readonly number[], go: () => void): void {
    for (const index of this.due) {
      this.due.delete(index);
      const limit = this.at(index);
      while (limit.waits && limit.active < limit.max) {
        limit.waits = false;
        limit.isTurn = true;
        for (const depth of depths) limit.ready.add(depth);
        go();
        limit.isTurn = false;
      }
    }
  }

  private at(index: number): SimulatedLimit {
    return this.limits[index] as SimulatedLimit;
  }
}
