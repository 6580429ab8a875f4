import type { SimulatedBranch } from './simulated-branch.js';
import { SimulatedQueues } from './simulated-queues.js';
import type { Value } from './task.js';

/** One stage of a simulated run: its branches, from attempt to attempt. */
export class SimulatedStage extends SimulatedQueues {
  protected override startNext(): boolean {
    const branch = this.starting.first;
    if (branch === undefined || !this.hasSlot) return false;
    this.open++;
    this.begin(branch);
    const { ms, values, fedBack } = branch.work ?? { ms: 0, values: [], fedBack: [] };
    this.run.freeSlots--;
    for (const value of values) {
      this.before(ms, value, () => {
        this.came(branch, value);
      });
    }
    for (const inputs of fedBack) {
      this.before(ms, inputs, () => {
        this.feedLater(branch, inputs);
      });
    }
    this.run.after(ms, () => {
      this.run.freeSlots++;
      this.over(branch, ms);
    });
    return true;
  }

  /** Something comes before an attempt is over; what comes then comes with its end. */
  private before(ms: number, { after }: Value, come: () => void): void {
    if (after < ms) this.run.after(after, come);
  }

  /** A branch leaves the queue, and its attempt begins. */
  protected begin(branch: SimulatedBranch): void {
    this.starting.delete(branch);
    this.starts++;
    this.waiting--;
    branch.attempts++;
    branch.isOpen = true;
    branch.ends(this.run.now);
    branch.begins('attempt', this.run.now);
  }

  /** The work of an attempt is over. @param ms - values that came later are there now */
  protected over(branch: SimulatedBranch, ms: number): void {
    const { values = [], fedBack = [] } = branch.work ?? {};
    for (const value of values) if (value.after >= ms) this.came(branch, value);
    for (const inputs of fedBack) if (inputs.after >= ms) this.feedLater(branch, inputs);
    branch.isOver = true;
    if (branch.values.length === 0) this.ended(branch);
  }

  /** A value is there: the elements of a list wait until there is room for them. */
  private came(branch: SimulatedBranch, value: Value): void {
    if (!this.info.isList) this.emit(value);
    else {
      branch.values.push(value);
      if (branch.values.length === 1) this.drainLater(branch);
    }
  }

  /** An attempt is over, and all that it returned is emitted. */
  protected ended(branch: SimulatedBranch): void {
    this.open--;
    this.waiting++;
    branch.isOpen = branch.isOver = false;
    const { delay } = branch.work ?? {};
    branch.ends(this.run.now);
    if (delay !== undefined) branch.begins('backoff', this.run.now);
    branch.next++;
    if (delay === undefined) this.goOn(branch);
    else if (delay === 0) this.requeue(branch);
    else {
      this.run.after(delay, () => {
        this.requeue(branch);
      });
    }
  }

  private requeue(branch: SimulatedBranch): void {
    branch.ends(this.run.now);
    if (branch.work === undefined) this.settle(branch);
    else this.enqueue(branch);
  }

  /** Turns the page, if there is another one. */
  private goOn(branch: SimulatedBranch): void {
    if (branch.work === undefined) {
      this.settle(branch);
      return;
    }
    branch.attempts = 0;
    this.enqueue(branch);
  }

  settle(branch: SimulatedBranch): void {
    branch.isSettled = true;
    if (branch.isFeeding) this.waiting--;
    else this.close(branch);
  }

  private close(branch: SimulatedBranch): void {
    this.waiting--;
    this.live--;
    branch.end = this.run.now;
    this.run.closed(branch);
  }

  protected override drained(branch: SimulatedBranch): void {
    if (!branch.isOpen) this.settle(branch);
    else if (branch.isOver) this.ended(branch);
  }

  protected override fed(branch: SimulatedBranch): void {
    if (!branch.isSettled) return;
    this.waiting++;
    this.close(branch);
  }
}
