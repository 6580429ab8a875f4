import type { Limit } from '../policies/limits/limit.js';
import { PriorityQueue, type IsBefore, type Positioned } from './queue/priority-queue.js';
import type { Branch, BranchQueue, PipelineRun } from './types.js';

/**
 * The branches of one stage that wait to start, or those that wait to go on. A limit that all of them need holds up the
 * whole queue. A limit that only some need holds up those: they step aside into a lane, and the others pass them.
 */
export class WaitQueue extends PriorityQueue<Branch> implements BranchQueue {
  /** The limit that holds up all of them. */
  private holder: Limit | undefined = undefined;
  private readonly lanes = new Map<Limit, Lane>();
  /** The lanes whose limits have offered a turn. */
  readonly ready: PriorityQueue<Lane>;

  constructor(
    private readonly run: PipelineRun,
    private readonly isResuming: boolean,
    isBefore: IsBefore<Branch> | undefined,
  ) {
    super(isBefore);
    this.ready = new PriorityQueue(isBefore && ((one, other) => isBefore(one.first, other.first)));
  }

  /** How many may be next, but for the limit that holds up all. */
  get available(): number {
    return this.size + this.ready.size;
  }

  /** The first one that may be next; before all others one that goes first in source order. */
  get next(): Branch | undefined {
    if (this.holder !== undefined) return undefined;
    const { first } = this;
    const { order } = this.run;
    if (order === undefined && this.ready.size === 0) return first;
    const exempt = order?.exemptIn((queue) => queue === this || (queue instanceof Lane && queue.isReadyIn(this.ready)));
    const other = this.ready.first?.first;
    return exempt ?? (first === undefined || (other !== undefined && this.comesBefore(other, first)) ? other : first);
  }

  /** Removes one that goes on: no limit holds it up. */
  take(branch: Branch): void {
    const queue = branch.queue as BranchQueue;
    branch.queue = undefined;
    if (queue === this) this.unlink(branch);
    else queue.delete(branch);
  }

  override delete(branch: Branch): void {
    this.unlink(branch);
    if (this.holder !== undefined && this.size === 0) {
      const limit = this.holder;
      this.holder = undefined;
      this.run.leave(limit);
    }
  }

  /** A limit refuses the first one, or would: `branch` is undefined if it holds up all. */
  hold(branch: Branch | undefined, limit: Limit): void {
    if (branch === undefined) this.holder = limit;
    else {
      let lane = this.lanes.get(limit);
      if (lane === undefined) {
        lane = new Lane(this.isBefore, this.ready, () => {
          this.lanes.delete(limit);
          this.run.leave(limit);
        });
        this.lanes.set(limit, lane);
      }
      lane.isReady = false;
      if (branch.queue !== lane) {
        branch.queue?.delete(branch);
        lane.add(branch);
      }
    }
    this.run.wait(limit, this.isResuming);
  }

  /** A limit offers a turn. */
  turn(limit: Limit): void {
    if (this.holder === limit) this.holder = undefined;
    const lane = this.lanes.get(limit);
    if (lane !== undefined) lane.isReady = true;
  }

  isHeldUpBy(limit: Limit): boolean {
    return this.holder === limit || this.lanes.has(limit);
  }

  /** How many a limit holds up. */
  heldUpBy(limit: Limit): number {
    return (this.holder === limit ? this.size : 0) + (this.lanes.get(limit)?.size ?? 0);
  }
}

/** The branches that one limit holds up, and not the others in the queue. */
class Lane implements BranchQueue, Positioned {
  position = -1;
  private readonly branches: PriorityQueue<Branch>;
  private readonly ready: PriorityQueue<Lane>;
  private readonly emptied: () => void;

  constructor(isBefore: IsBefore<Branch> | undefined, ready: PriorityQueue<Lane>, emptied: () => void) {
    this.branches = new PriorityQueue(isBefore);
    this.ready = ready;
    this.emptied = emptied;
  }

  get first(): Branch {
    return this.branches.first as Branch;
  }

  get size(): number {
    return this.branches.size;
  }

  /** Whether its limit has offered a turn that it has not refused since. */
  get isReady(): boolean {
    return this.position >= 0;
  }

  set isReady(is: boolean) {
    if (is === this.isReady) return;
    if (is) this.ready.add(this);
    else {
      this.ready.delete(this);
      this.position = -1;
    }
  }

  isReadyIn(ready: PriorityQueue<Lane>): boolean {
    return this.isReady && this.ready === ready;
  }

  add(branch: Branch): void {
    this.change(() => {
      this.branches.add(branch);
    });
    branch.queue = this;
  }

  delete(branch: Branch): void {
    this.change(() => {
      this.branches.delete(branch);
    });
    if (this.size === 0) this.emptied();
  }

  /** Its place among those that are ready depends on its first branch. */
  private change(how: () => void): void {
    const { isReady } = this;
    this.isReady = false;
    how();
    this.isReady = isReady && this.size > 0;
  }
}
