import type { Limit } from '../policies/limits/limit.js';
import { createPolicies } from '../policies/all.js';
import { enter, isCurrent } from './async-context.js';
import type { Followers } from './followers.js';
import { PolicyChain } from './policy-chain.js';
import { Bag } from './queue/bag.js';
import { PriorityQueue, type IsBefore } from './queue/priority-queue.js';
import { byAge, byPath, byTurn } from './sort-keys.js';
import type { PolicyOptions, StagePlan } from './plan.js';
import type { Attempt, Branch, OrderedDelivery, PipelineRun, SortKey, StageRun } from './types.js';
import { WaitQueue } from './wait-queue.js';

/* Functions that are called in the async context of a branch. */

function start(branch: Branch): void {
  branch.stage.start(branch);
}

function resume(branch: Branch): void {
  branch.attempt?.pull();
}

function drainOne(branch: Branch): void {
  branch.drainable?.drainOne();
}

function descends(branch: Branch, from: Branch): boolean {
  let ancestor: Branch | undefined = branch;
  while (ancestor !== undefined && ancestor !== from) ancestor = ancestor.parent;
  return ancestor === from;
}

/** The branches of one stage that can do something, and which of them is next. */
export abstract class StageQueues {
  readonly isBefore: IsBefore<SortKey>;
  /** Whether it shares anything with other runs. */
  readonly isShared: boolean;
  readonly holdsBack: boolean;
  /** Its branches that are not closed. */
  readonly live = new Bag<Branch>();
  /** How many attempts are open, and how many of those are in flight. */
  open = 0;
  working = 0;
  /** How many branches wait: neither open nor feeding. */
  waiting = 0;

  protected readonly concurrency: number;
  /**
   * Branches that wait to start; those whose attempt waits to go on; those that have something to
   * emit.
   */
  protected readonly starting: WaitQueue;
  protected readonly resuming: WaitQueue;
  protected readonly draining: PriorityQueue<Branch>;
  private turns = 0;
  /** How many branches may wait before it while earlier stages start. */
  readonly highWaterMark: number;
  private readonly order: OrderedDelivery | undefined;

  protected readonly policies: PolicyChain;

  constructor(
    readonly run: PipelineRun,
    readonly plan: StagePlan,
    /** The stages that its values go to. */
    readonly followers: Followers,
    /** Whether source order holds back what it starts. */
    isOrdered = true,
  ) {
    const order = isOrdered ? run.order : undefined;
    const stage = this as unknown as StageRun;
    const policies = new PolicyChain(createPolicies(stage));
    this.policies = policies;
    this.order = order;
    this.highWaterMark = run.plan.highWaterMark;
    this.concurrency = plan.concurrency;
    this.holdsBack = policies.holdsBack;
    this.isShared = policies.admitting !== undefined;
    this.isBefore = order === undefined ? (policies.isBefore ?? byAge) : byPath;
    const inTurn = order === undefined ? undefined : byPath;
    // Without policies, branches start in the order of creation, unless some are passed over.
    const isQueue = policies.policies.length === 0 && plan.batch?.perContext !== true;
    this.starting = new WaitQueue(run, false, isQueue ? inTurn : this.isBefore);
    this.resuming = new WaitQueue(run, true, order === undefined && this.isShared ? byTurn : inTurn);
    this.draining = new PriorityQueue<Branch>(inTurn);
  }

  /** The options of its policies. */
  get options(): PolicyOptions {
    return this.plan.options;
  }

  /**
   * The branch that is first in line to start, and that one more would wait for; and how many are
   * in line. Branches that a limit holds up do not count.
   */
  get first(): Branch | undefined {
    return this.starting.eligible;
  }

  get inLine(): number {
    return this.starting.size;
  }

  /** How many branches could start now, as far as is known. */
  get availableSlots(): number {
    return this.isBlocked ? 0 : Math.min(this.concurrency - this.open, this.run.freeSlots, this.policies.available);
  }

  startsOneMore(waiting = this.waiting): boolean {
    if (this.open >= this.concurrency || this.run.freeSlots <= 0 || this.isBlocked || waiting >= this.highWaterMark) return false;
    const refusal = this.policies.refusal(undefined, false);
    if (refusal?.limit !== undefined) this.starting.hold(undefined, refusal.limit);
    return refusal === undefined;
  }

  /**
   * Starts, or continues, the one thing that comes first here.
   *
   * @returns whether there was any
   */
  step(): boolean {
    const hasSlot = this.run.freeSlots > 0;
    const mayStart = hasSlot && this.starting.size > 0 && (this.open < this.concurrency || this.order !== undefined);
    const mayResume = hasSlot && this.resuming.size > 0;
    if (!mayStart && !mayResume && this.draining.size === 0 && this.policies.stepping === undefined) return false;
    const { isBlocked } = this;
    // In source order one branch may pass, and what is held back is pulled to its end.
    if (isBlocked && this.order === undefined && !this.holdsBack) return false;
    if (this.draining.size > 0 && this.drainOne(isBlocked)) return true;
    if (mayResume && this.goOn(this.resuming, true, isBlocked)) return true;
    if (this.policies.stepping !== undefined && this.policies.step()) return true;
    return mayStart && this.startNext(isBlocked);
  }

  protected startNext(isBlocked: boolean): boolean {
    return this.goOn(this.starting, false, isBlocked);
  }

  /** Starts the next attempt of a branch, in whose async context this is called. */
  abstract start(branch: Branch): void;

  /** An attempt waits to be pulled. */
  suspend(attempt: Attempt): void {
    const { branch } = attempt;
    attempt.turn = this.turns++;
    branch.queue = this.resuming;
    this.resuming.add(branch);
  }

  /** A limit offers a turn. */
  turn(limit: Limit): void {
    this.starting.turn(limit);
    this.resuming.turn(limit);
  }

  isHeldUpBy(limit: Limit): boolean {
    return this.starting.isHeldUpBy(limit) || this.resuming.isHeldUpBy(limit);
  }

  /** How many branches a limit holds up. */
  heldUpBy(limit: Limit): number {
    return this.starting.heldUpBy(limit) + this.resuming.heldUpBy(limit);
  }

  /** Whether nothing may start or go on because too much waits after it. */
  protected get isBlocked(): boolean {
    return this.order?.isFull === true || this.followers.areFull;
  }

  private drainOne(isBlocked: boolean): boolean {
    const branch = this.order?.exemptIn(this.draining) ?? this.draining.first;
    if (branch === undefined || (isBlocked && !this.isExempt(branch))) return false;
    branch.queue = undefined;
    this.draining.delete(branch);
    if (isCurrent(branch.context) || this.isPushed(branch)) drainOne(branch);
    else enter(branch.context, drainOne, branch);
    return true;
  }

  /**
   * Continues the first branch of a queue that may go on, and that all policies admit.
   *
   * @returns whether there was any
   */
  private goOn(queue: WaitQueue, isResuming: boolean, isBlocked: boolean): boolean {
    for (let branch; (branch = queue.eligible) !== undefined && this.mayGoOn(branch, isResuming, isBlocked);) {
      const refusal = this.isShared ? this.policies.refusal(branch, isResuming) : undefined;
      if (refusal === undefined) {
        queue.take(branch);
        const work = isResuming ? resume : start;
        if (isCurrent(branch.context) || this.isPushed(branch)) work(branch);
        else enter(branch.context, work, branch);
        return true;
      }
      if (refusal.limit === undefined) return true;
      queue.hold(refusal.isCommon ? undefined : branch, refusal.limit);
    }
    return false;
  }

  /**
   * The lowest branch may exceed the bound by one: the others are not in flight, but suspended
   * because of it.
   */
  protected mayGoOn(branch: Branch, isResuming: boolean, isBlocked: boolean): boolean {
    if (isBlocked && !(isResuming && this.holdsBack) && !this.isExempt(branch)) return false;
    if (isResuming) return this.working < this.concurrency;
    return this.open < this.concurrency || (this.working < this.concurrency && branch === this.order?.lowest);
  }

  /**
   * Whether a branch descends from the one whose code is pushing a value: it sees what that code
   * has set.
   */
  private isPushed(branch: Branch): boolean {
    const { pushing } = this.run;
    return pushing !== undefined && descends(branch, pushing);
  }

  /** Whether a branch goes on although too much waits after it. */
  private isExempt(branch: Branch): boolean {
    return this.order?.isExempt(branch) === true;
  }
}
