import type { Limit } from '../policies/limits/limit.js';
import type { GovernedBranch } from './governed-branch.js';
import type { GovernedLevel } from './governed-level.js';
import { Heap } from './heap.js';
import { Lane } from './lane.js';

/** Those of one stage who wait to start, or those who wait to go on: the first in order passes, unless a limit holds it up; then it steps aside. */
export class Turnstile {
  private readonly queue: Heap<GovernedBranch>;
  private readonly lanes = new Map<Limit, Lane>();
  private readonly ready: Heap<Lane>;

  constructor(
    private readonly level: GovernedLevel,
    /** Whether those who wait go on, and do not start. */
    private readonly resuming: boolean,
    private readonly before: (one: GovernedBranch, other: GovernedBranch) => boolean,
  ) {
    this.queue = new Heap(before);
    this.ready = new Heap((one, other) => before(one.first as GovernedBranch, other.first as GovernedBranch));
  }

  add(branch: GovernedBranch): void {
    this.queue.add(branch);
    branch.where = this.queue;
  }

  /**
   * Lets the first one pass that no limit holds up, and takes its limits, all of them or none.
   *
   * @param may - whether a branch may pass that is the first in order; if not, nobody does
   */
  next(may: (branch: GovernedBranch) => boolean): GovernedBranch | undefined {
    const { run } = this.level;
    for (let branch; !run.closed && (branch = this.first) !== undefined && may(branch);) {
      branch.leave();
      try {
        branch.limits = this.level.limitsOf(branch.input);
      } catch (reason) {
        this.level.refuse(branch, reason);
        continue;
      }
      const refusing = branch.limits.find((limit) => !limit.admits(run, this.resuming));
      if (refusing === undefined) {
        for (const limit of branch.limits) limit.take(this.resuming);
        return branch;
      }
      this.hold(branch, refusing);
    }
    return undefined;
  }

  /** A limit offers a turn. */
  turn(limit: Limit): void {
    const lane = this.lanes.get(limit);
    if (lane !== undefined) lane.isReady = true;
  }

  /** Whether it holds anybody up. */
  has(limit: Limit): boolean {
    return this.lanes.has(limit);
  }

  /** Nobody here waits for any limit any more. */
  clear(): void {
    this.lanes.clear();
  }

  private hold(branch: GovernedBranch, limit: Limit): void {
    let lane = this.lanes.get(limit);
    if (lane === undefined) {
      lane = new Lane(limit, this.before, this.ready, this.forget);
      this.lanes.set(limit, lane);
    }
    lane.isReady = false;
    lane.add(branch);
    this.level.run.enlist(limit, this.resuming);
  }

  private readonly forget = ({ limit }: Lane): void => {
    this.lanes.delete(limit);
    this.level.run.leave(limit);
  };

  private get first(): GovernedBranch | undefined {
    const queued = this.queue.first;
    const ready = this.ready.first?.first;
    return queued === undefined || (ready !== undefined && this.before(ready, queued)) ? ready : queued;
  }
}
