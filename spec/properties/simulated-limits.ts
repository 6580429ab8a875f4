import type { LimitScenario } from './policies.js';
import type { Script } from './script.js';

/** Bounds on what is at work that the stages of one simulated run share. */
export class SimulatedLimits {
  /** How many work, by limit and group. */
  private readonly active = new Map<string, number>();

  constructor(private readonly limits: readonly LimitScenario[]) {}

  /** Whether one more may work. */
  open(indices: readonly number[], input: Script): boolean {
    return indices.every((index) => (this.active.get(this.nameOf(index, input)) ?? 0) < this.at(index).max);
  }

  /** The same for an input that is not known yet: any group may have room. */
  openToAny(indices: readonly number[]): boolean {
    return indices.every((index) => this.at(index).keyed || (this.active.get(String(index)) ?? 0) < this.at(index).max);
  }

  change(indices: readonly number[], input: Script, change: 1 | -1): void {
    for (const index of indices) {
      const name = this.nameOf(index, input);
      this.active.set(name, (this.active.get(name) ?? 0) + change);
    }
  }

  private nameOf(index: number, { group }: Script): string {
    return this.at(index).keyed ? `${String(index)} ${String(group)}` : String(index);
  }

  private at(index: number): LimitScenario {
    return this.limits[index] as LimitScenario;
  }
}
