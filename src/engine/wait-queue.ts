import type { Limit } from '../policies/limits/limit.js';
import { PriorityQueue, type IsBefore } from './queue/priority-queue.js';
import type { Branch, BranchQueue, OrderedDelivery, PipelineRun } from './types.js';

/**
 * The branches of one stage that wait to start, or those that wait to go on.
 *
 * A limit that all of them need holds up the whole queue. A limit that only some need holds up
 * those: they step aside, so that the others pass them. Whenever the limit offers a turn, the first
 * of them comes back.
 */
export class WaitQueue extends PriorityQueue<Branch> implements BranchQueue {
  /** The limit that holds up all of them. */
  private holder: Limit | undefined = undefined;
  /** The branches that have stepped aside, by their limits. */
  private readonly aside = new Map<Limit, Aside>();
  /** The branches that have come back, with the limit that has offered a turn. */
  private readonly back = new Map<Branch, Limit>();

  constructor(
    private readonly run: PipelineRun,
    private readonly isResuming: boolean,
    isBefore: IsBefore<Branch> | undefined,
  ) {
    super(isBefore);
  }

  /** The first branch that may be next. In source order, an exempt branch goes first. */
  get eligible(): Branch | undefined {
    if (this.holder !== undefined) return undefined;
    const { order } = this.run;
    return order === undefined ? this.first : this.eligibleIn(order);
  }

  private eligibleIn(order: OrderedDelivery): Branch | undefined {
    for (const [branch, limit] of this.back) if (!order.isExempt(branch)) this.passTurn(branch, limit, order);
    return order.exemptIn(this) ?? this.first;
  }

  /**
   * Removes a branch that goes on. No limit holds it up, so perhaps none holds up those that wait
   * for the same limit.
   */
  take(branch: Branch): void {
    branch.queue = undefined;
    this.unlink(branch);
    if (this.back.size > 0) this.passOn(branch);
  }

  override delete(branch: Branch): void {
    this.take(branch);
    if (this.holder !== undefined && this.size === 0) {
      const limit = this.holder;
      this.holder = undefined;
      this.run.limits.leave(limit);
    }
  }

  /** A limit refuses the first branch, or would: `branch` is undefined if it holds up all. */
  hold(branch: Branch | undefined, limit: Limit): void {
    if (branch === undefined) this.holder = limit;
    else {
      const aside =
        this.aside.get(limit) ??
        new Aside(this.isBefore, () => {
          this.aside.delete(limit);
          this.run.limits.leave(limit);
        });
      this.aside.set(limit, aside);
      const offering = this.back.get(branch);
      this.stepAside(branch, aside);
      // It has no use for the turn that it came back for.
      if (offering !== undefined && offering !== limit) this.turn(offering);
    }
    this.run.limits.wait(limit, this.isResuming);
  }

  /** A limit offers a turn. */
  turn(limit: Limit): void {
    if (this.holder === limit) this.holder = undefined;
    const aside = this.aside.size === 0 ? undefined : this.aside.get(limit);
    if (aside !== undefined) this.comeBack(limit, this.run.order?.exemptIn(aside) ?? aside.first);
  }

  isHeldUpBy(limit: Limit): boolean {
    return this.holder === limit || this.aside.has(limit);
  }

  /** How many branches a limit holds up. */
  heldUpBy(limit: Limit): number {
    return (this.holder === limit ? this.size : 0) + (this.aside.get(limit)?.size ?? 0);
  }

  /**
   * Lets one branch go in the place of another that has come back: which one goes first may have
   * changed since the turn was offered.
   */
  private passTurn(from: Branch, limit: Limit, order: OrderedDelivery): void {
    const aside = this.aside.get(limit);
    const exempt = aside && order.exemptIn(aside);
    if (exempt === undefined) return;
    this.stepAside(from, aside as Aside);
    this.comeBack(limit, exempt);
  }

  private stepAside(branch: Branch, aside: Aside): void {
    this.back.delete(branch);
    this.unlink(branch);
    branch.queue = aside;
    aside.add(branch);
  }

  /** A branch that has stepped aside waits here again. */
  private comeBack(limit: Limit, branch: Branch | undefined): void {
    if (branch === undefined) return;
    this.back.set(branch, limit);
    this.aside.get(limit)?.delete(branch);
    branch.queue = this;
    this.add(branch);
  }

  /** A branch that has come back is gone. The next one may come. */
  private passOn(branch: Branch): void {
    const limit = this.back.get(branch);
    this.back.delete(branch);
    if (limit !== undefined) this.turn(limit);
  }
}

/** The branches that one limit holds up. */
class Aside extends PriorityQueue<Branch> implements BranchQueue {
  private readonly emptied: () => void;

  constructor(isBefore: IsBefore<Branch> | undefined, emptied: () => void) {
    super(isBefore);
    this.emptied = emptied;
  }

  override delete(branch: Branch): void {
    this.unlink(branch);
    if (this.size === 0) this.emptied();
  }
}
