import type { SimulatedBranch } from './simulated-branch.js';
import { SimulatedStage } from './simulated-stage.js';

/** A stage whose requests are for several branches: as many as were in its largest batch. */
export class SimulatedBatchStage extends SimulatedStage {
  private requests = 0;
  /** How many branches a batch has at most. */
  max = 1;

  override get highWaterMark(): number {
    return Math.max(super.highWaterMark, this.max);
  }

  override startRest(): boolean {
    return !this.isBlocked && this.starting.size > 0 && this.form();
  }

  protected override get hasSlot(): boolean {
    return this.starting.size < this.max;
  }

  protected override startNext(): boolean {
    return this.starting.size >= this.max && this.form();
  }

  /** Makes a request for those that are first in line. */
  private form(): boolean {
    const { run } = this;
    if (this.requests >= this.concurrency || run.freeSlots <= 0 || this.isHeld()) return false;
    const members: SimulatedBranch[] = [];
    let ms = 0;
    for (let branch; members.length < this.max && (branch = this.starting.first) !== undefined;) {
      this.open++;
      this.begin(branch);
      members.push(branch);
      ms = Math.max(ms, branch.work?.ms ?? 0);
    }
    this.requests++;
    run.freeSlots--;
    run.after(ms, () => {
      this.requests--;
      run.freeSlots++;
      for (const branch of members) this.over(branch, 0);
    });
    return true;
  }
}
