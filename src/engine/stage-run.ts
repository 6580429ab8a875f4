import type { Subscription } from 'rxjs';
import type { Outcome } from '../outcome.js';
import type { Limit } from '../policies/limits/limit.js';
import { reportUnhandled } from '../policies/report-unhandled.js';
import { quote } from '../quote.js';
import type { AsyncContext } from './async-context.js';
import type { AttemptInfo } from '../around.js';
import { AroundContext } from './around-call.js';
import { Attempt, type AttemptStage } from './attempt.js';
import { Branch } from './branch.js';
import { Expansion } from './expansion.js';
import type { Followers } from './followers.js';
import type { InnerStream } from './input/types.js';
import { StageQueues } from './stage-queues.js';
import { delivers } from './steps.js';
import type { Trees } from './trees.js';
import type * as engine from './types.js';
import type { StagePlan, Step } from './plan.js';
import type { BranchQueue, Drainable, Failure, Origin, Policy } from './types.js';
import { ValueBuffer } from './value-buffer.js';

/** A run as its stages see it. */
export interface HostRun extends engine.PipelineRun {
  add(teardown: Subscription): void;
  /** Whether only failures need to be reported. */
  readonly isQuiet: boolean;
  live: number;
  readonly roots: { started(branch: engine.Branch): void };
  readonly trees: Trees;
  created(branch: engine.Branch, from: Partial<Origin> | undefined): void;
  closing(branch: engine.Branch, failure: Failure | undefined): void;
  deliver(branch: engine.Branch, outcome: Outcome): void;
  /** The async context of the subscription. */
  readonly context: AsyncContext | undefined;
  /** Whether all roots have arrived. */
  readonly hasAllRoots: boolean;
  /** Its stages, the deepest first. */
  readonly stages: readonly { readonly live: { readonly size: number } }[];
}

/**
 * Creates what runs a stage.
 *
 * @param follow - returns where steps lead to
 */
export type CreateStage = (run: HostRun, plan: StagePlan, followers: Followers, follow: (steps: readonly Step[]) => Followers) => StageRun;

/**
 * One stage within one run: its branches, from one phase to the next. Its policies decide what
 * happens to them.
 */
export class StageRun extends StageQueues implements AttemptStage {
  declare readonly run: HostRun;
  readonly name: string;
  readonly remembers: boolean;
  readonly isRecursive: boolean;
  /** Whether it is inside a `join`. */
  readonly isInner: boolean;
  /** Whether its values are outcomes. */
  private readonly delivers: boolean;
  private expansion: Expansion | undefined = undefined;

  constructor(run: HostRun, plan: StagePlan, followers: Followers, isOrdered?: boolean) {
    super(run, plan, followers, isOrdered);
    this.name = plan.name;
    this.isInner = run.plan.inner.has(plan);
    this.delivers = delivers(run.plan, plan);
    this.isRecursive = plan.options.recurse !== undefined;
    this.remembers = this.policies.remembers;
  }

  get entries(): readonly engine.StageRun[] {
    return [this];
  }

  /**
   * Starts an incomplete batch, because the run has nothing else to do.
   *
   * @returns whether there was any
   */
  startRest(): boolean {
    return false;
  }

  /** How many attempts, or requests, are open. */
  get active(): number {
    return this.open;
  }

  /** All its parts. */
  get parts(): readonly StageRun[] {
    return [this];
  }

  get title(): string {
    return `stage ${quote(this.name)}`;
  }

  follow(parent: engine.Branch | undefined, input: unknown, index: number, from?: Partial<Origin>): void {
    const branch = new Branch(this, parent, input, index, parent === undefined ? from?.context : parent.context);
    const failure = from?.failure;
    // User code may end the run.
    if (this.policies.creating !== undefined && failure === undefined && (this.policies.created(branch) || this.run.closed)) return;
    this.enlist(branch);
    this.run.created(branch, from);
    // The listener may have ended the run.
    if (branch.phase === 'closed') return;
    if (failure === undefined) this.begin(branch);
    else this.close(branch, failure);
  }

  turnPage(branch: engine.Branch, input: unknown): void {
    const page = new Branch(this, branch.parent, input, branch.index, branch.context);
    page.number = branch.number;
    page.emissions = branch.emissions;
    page.recursed = branch.recursed;
    page.page = branch.page + 1;
    page.times = branch.times;
    this.policies.created(page);
    if (this.run.closed) return;
    branch.phase = 'closed';
    this.closed(branch);
    this.delist(branch);
    this.enlist(page);
    this.run.order?.replaced(branch, page);
    this.run.trees.replaced(branch, page);
    this.begin(page);
  }

  enqueue(branch: engine.Branch): void {
    branch.phase = 'waiting';
    branch.queue = this.starting;
    this.starting.add(branch);
  }

  park(branch: engine.Branch, queue?: BranchQueue): void {
    branch.phase = 'parked';
    branch.queue = queue;
  }

  leave(branch: engine.Branch): void {
    const { queue } = branch;
    if (queue === undefined) return;
    branch.queue = undefined;
    try {
      queue.delete(branch);
    } catch (error) {
      reportUnhandled(error);
    }
  }

  start(branch: engine.Branch): void {
    this.run.roots.started(branch);
    branch.phase = 'open';
    branch.attempts++;
    const attempt = new Attempt(this, branch);
    branch.attempt = attempt;
    this.open++;
    this.waiting--;
    this.acquireSlot(attempt);
    this.report('started', branch);
    if (!this.run.closed) attempt.open();
  }

  acquireSlot(attempt: Attempt): void {
    this.run.freeSlots--;
    this.working++;
    if (this.policies.working !== undefined) this.policies.works(attempt);
  }

  releaseSlot(attempt: Attempt): void {
    this.run.freeSlots++;
    this.working--;
    if (this.policies.idling !== undefined) this.policies.idles(attempt, attempt.finished && !this.run.closed);
  }

  drainLater(branch: engine.Branch, drainable: Drainable): void {
    branch.drainable = drainable;
    branch.queue = this.draining;
    this.draining.add(branch);
  }

  /**
   * Expands an Observable. The machinery is created for the first one: most stages have promises.
   */
  expand(inner: InnerStream): void {
    (this.expansion ??= new Expansion(this.concurrency, this.run)).add(inner);
  }

  emit(branch: engine.Branch, value: unknown): void {
    const { run } = this;
    const index = branch.emissions++;
    if (!run.isQuiet) {
      run.trees.emitted(branch, value);
      run.reporter?.emitted(branch, value, index);
    }
    if (this.delivers) {
      const { inputs, path, attempts } = branch;
      run.deliver(branch, { status: 'fulfilled', value, stage: this.name, inputs, path, index, attempts });
    }
    this.followers.follow(branch, value, index);
    if (this.policies.emitting !== undefined) this.policies.emitted(branch, value, index);
  }

  ended(attempt: engine.Attempt): void {
    const { branch, failure } = attempt;
    if (this.run.closed) return;
    this.open--;
    this.waiting++;
    branch.attempt = undefined;
    if (branch.queue !== undefined) this.leave(branch);
    if (!this.run.isQuiet && (failure === undefined || !this.policies.reportsFailures)) {
      this.reportSettled(branch, failure);
      // The listener may have ended the run.
      if (this.run.closed as boolean) return;
    }
    const asked = failure === undefined ? this.policies.succeeding : this.policies.settling;
    if (asked === undefined) this.close(branch, failure);
    else this.settle(branch, failure, attempt);
  }

  reportSettled(branch: engine.Branch, failure: Failure | undefined): void {
    this.run.reporter?.settled(branch, failure);
  }

  drain(branch: engine.Branch, values: readonly unknown[], failure: Failure | undefined, policy: Policy | undefined): void {
    branch.phase = 'draining';
    this.run.roots.started(branch);
    this.drainLater(branch, new ValueBuffer(this, branch, values, failure, policy));
  }

  settle(branch: engine.Branch, failure?: Failure, attempt?: engine.Attempt, previous?: Policy): void {
    if (!this.policies.settled(previous, branch, failure, attempt)) this.close(branch, failure);
  }

  close(branch: engine.Branch, failure: Failure | undefined): void {
    const { run } = this;
    if (run.closed) return;
    branch.phase = 'closed';
    run.roots.started(branch);
    if (failure === undefined && run.isQuiet && this.policies.closing === undefined) {
      this.closed(branch);
      this.delist(branch);
      return;
    }
    try {
      run.closing(branch, failure);
    } finally {
      this.delist(branch);
    }
  }

  fail(branch: engine.Branch, reason: unknown): void {
    if (branch.phase === 'closed') return;
    if (branch.attempt !== undefined) branch.attempt.fail(reason);
    else if (branch.phase === 'draining' && branch.drainable?.fail !== undefined) branch.drainable.fail(reason);
    else {
      this.leave(branch);
      this.settle(branch, { reason });
    }
  }

  /** A branch has ended. */
  closed(branch: engine.Branch): void {
    if (branch.attempt === undefined) this.waiting--;
    branch.drainable = undefined;
    if (branch.queue !== undefined) this.leave(branch);
    if (this.policies.closing !== undefined) this.policies.closed(branch);
  }

  /** The run has been cancelled. */
  cancel(branch: engine.Branch): void {
    this.report('cancelled', branch);
    const { queue, attempt } = branch;
    if (attempt !== undefined) this.open--;
    // It did not count as waiting, unlike other branches that close.
    else if (branch.phase === 'feeding') this.waiting++;
    branch.phase = 'closed';
    branch.queue = undefined;
    try {
      attempt?.cancel();
    } finally {
      try {
        queue?.delete(branch);
      } finally {
        this.closed(branch);
      }
    }
  }

  limitsOf(branch: engine.Branch): readonly Limit[] {
    return this.policies.limitsOf(branch);
  }

  nameOf(branch: engine.Branch): string | undefined {
    return this.plan.options.key === undefined ? undefined : this.policies.nameOf(branch);
  }

  infoOf(attempt: Attempt): AttemptInfo {
    return new AroundContext(attempt.branch, attempt, undefined);
  }

  protected report(type: 'started' | 'cancelled', branch: engine.Branch): void {
    this.run.reporter?.report(type, branch);
  }

  protected enlist(branch: Branch): void {
    this.waiting++;
    this.run.live++;
    this.live.add(branch);
  }

  protected delist(branch: engine.Branch): void {
    this.run.live--;
    this.live.delete(branch);
  }

  /** A branch, or its page, begins to wait. */
  protected begin(branch: Branch): void {
    if (this.policies.waiting === undefined || !this.policies.takesOver(branch)) this.enqueue(branch);
  }
}
