import type { Limit } from '../../policies/limits/limit.js';
import { within } from '../async-context.js';
import type { GovernedBranch } from './governed-branch.js';
import type { GovernedLevel } from './governed-level.js';
import { Heap, type Precedence } from '../paced/heap.js';
import { Lane } from './lane.js';
import { Line } from '../paced/line.js';

function refuse(branch: GovernedBranch, reason: unknown): void {
  branch.level.refuse(branch, reason);
}

/** Those of one stage who wait to start, or those who wait to go on: the first in order passes, unless a limit holds it up; then it steps aside. */
export class Turnstile {
  private readonly queue: Line<GovernedBranch>;
  private readonly lanes = new Map<Limit, Lane>();
  private readonly ready: Heap<Lane>;

  constructor(
    private readonly level: GovernedLevel,
    /** Whether those who wait go on, and do not start. */
    private readonly resuming: boolean,
    private readonly before: Precedence<GovernedBranch>,
  ) {
    this.queue = new Line(before);
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
   * @returns who has passed; otherwise whether somebody was turned away for good, after which all is to be looked at anew
   */
  next(may: (branch: GovernedBranch) => boolean): GovernedBranch | boolean {
    if (this.queue.isEmpty && this.ready.size === 0) return false;
    const { run } = this.level;
    for (let branch; !run.closed && (branch = this.first) !== undefined && may(branch);) {
      branch.leave();
      if (branch.over || (!this.resuming && this.level.joins(branch))) continue;
      let refusing: Limit | undefined;
      try {
        branch.limits = this.level.limitsOf(branch);
        refusing = this.refusing(branch.limits);
      } catch (reason) {
        within(branch.context, refuse, branch, reason);
        return true;
      }
      // Whoever was asked may have ended the run.
      if (branch.over as boolean) continue;
      if (refusing === undefined) {
        for (const limit of branch.limits) limit.take(this.resuming);
        if (!(branch.over as boolean)) return branch;
        for (const limit of branch.limits) limit.release();
        continue;
      }
      this.hold(branch, refusing);
    }
    return false;
  }

  /** The first in order; but before all others the one that all wait for in source order, and who works for other runs. */
  get first(): GovernedBranch | undefined {
    const { run, urgent } = this.level;
    const lowest = run.order?.lowest;
    if (lowest !== undefined && this.contains(lowest)) return lowest;
    if (urgent.size > 0) for (const each of urgent) if (this.contains(each)) return each;
    const queued = this.queue.first;
    if (this.ready.size === 0) return queued;
    const ready = this.ready.first?.first as GovernedBranch;
    return queued === undefined || this.before(ready, queued) ? ready : queued;
  }

  /** How many wait whom no limit has held up yet. */
  get queued(): number {
    return this.queue.size;
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

  /** The first limit that lets nobody pass. */
  private refusing(limits: readonly Limit[]): Limit | undefined {
    for (const limit of limits) if (!limit.admits(this.level.run, this.resuming)) return limit;
    return undefined;
  }

  private contains({ where }: GovernedBranch): boolean {
    return where === this.queue || (where instanceof Lane && where.isReady && this.lanes.get(where.limit) === where);
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
}
