import { Subscription } from 'rxjs';
import type { Outcome } from '../outcome.js';
import { reportUnhandled } from '../policies/report-unhandled.js';
import { SourceOrder } from '../policies/source-order.js';
import { beginLoop, endLoop } from '../policies/trampoline.js';
import { assume, captureContext, enter, restore, UNKNOWN, within, type AsyncContext } from './async-context.js';
import { Followers } from './followers.js';
import { Level } from './level.js';
import { Nesting } from './nesting.js';
import { EventReporter } from './reporter.js';
import { Roots } from './roots.js';
import { RunLimits } from './run-limits.js';
import { Source } from './source.js';
import { StageRun, type CreateStage, type HostRun } from './stage-run.js';
import { Timers } from './timers.js';
import { Trees } from './trees.js';
import type { Consumer, Run } from './consumer.js';
import type { Plan, StagePlan, Step } from './plan.js';
import type { Attempt, Branch, Failure, Origin } from './types.js';

let runs = 0;

/* Functions that are called in an async context. */

function pull(source: Source): void {
  source.pull();
}

function cancel(branch: Branch): void {
  branch.stage.cancel(branch);
}

function drain(run: PipelineRun): void {
  run.drain();
}

function complete(consumer: Consumer<Outcome>): void {
  consumer.complete();
}

function error(consumer: Consumer<Outcome>, reason: unknown): void {
  consumer.error(reason);
}

/**
 * One run of a pipeline: it decides what starts, and when. Unsubscribing ends it.
 *
 * One loop starts everything. A change of the state (a value, an end, a new root) requests it. If
 * the loop is running further down the stack, the work is left to it. So the number of stages
 * bounds the stack.
 */
export class PipelineRun extends Subscription implements Run, HostRun {
  freeSlots: number;
  /** Runs are numbered from 1 in the process. */
  readonly id = ++runs;
  readonly reporter: EventReporter | undefined;
  readonly order: SourceOrder | undefined;
  readonly trees = new Trees(this);
  readonly roots: Roots;
  readonly stages: readonly StageRun[];
  /** All its stages, including the hidden ones of batch stages. */
  readonly parts: readonly StageRun[];
  /** The deepest first, the order in which they are tried. */
  private readonly levels: readonly { step(): boolean }[];
  /** Whether it assembles any trees. */
  private readonly hasTrees: boolean;
  /** The async context of the subscription. */
  context: AsyncContext | undefined = undefined;

  pushing: Branch | undefined = undefined;
  /** Where its results go, if they go to an attempt of another run. */
  nesting: Nesting | undefined = undefined;
  private readonly consumer;
  private readonly source;
  /** Whether any of its stages shares anything with other runs. */
  private readonly isShared;
  readonly limits = new RunLimits(this);
  /** Whether neither a listener nor source order needs to know that a branch completes. */
  readonly isQuiet: boolean;
  /** How many branches are not closed. */
  live = 0;
  private ownTimers: Timers | undefined = undefined;
  private createdCount = 0;
  /**
   * The stages that start some branches only when nothing else can be done, with the number of
   * deeper levels.
   */
  private readonly patient: readonly (readonly [StageRun, number])[];
  /** Whether the source is being subscribed to, and may emit more. */
  private isOpening = false;
  /**
   * How many levels, from the deepest, may act now: all of them and the source if no loop runs;
   * during a step of a stage, the deeper ones; during a call of the consumer, none.
   */
  private reach: number;
  private readonly all: number;

  constructor(
    readonly plan: Plan,
    input: unknown,
    consumer: Consumer<Outcome>,
  ) {
    super();
    // A small integer even where there is no bound: V8 counts those without allocating.
    this.freeSlots = Math.min(plan.concurrency, 2 ** 30);
    this.reporter = plan.onEvent && new EventReporter(plan, plan.onEvent, this);
    this.consumer = consumer;
    this.source = new Source(this, input);
    this.order =
      plan.order === 'source'
        ? new SourceOrder(plan.highWaterMark, (outcome) => {
            this.deliverNow(outcome);
          })
        : undefined;
    this.hasTrees = plan.assembles === true || plan.inner.size > 0;
    this.isQuiet = this.reporter === undefined && plan.order === 'completion' && !this.hasTrees;
    const stages = new Map<StagePlan, StageRun>();
    const levels: { step(): boolean }[] = [];
    // What follows is deeper, so it has already been created.
    for (const level of plan.levels) {
      for (const stage of level) stages.set(stage, this.createStage(stage, stages));
      const [first, ...others] = level.map((stage) => stages.get(stage) as StageRun);
      levels.push(others.length === 0 ? (first as StageRun) : new Level([first as StageRun, ...others]));
    }
    this.stages = [...stages.values()];
    this.parts = this.stages.flatMap(({ parts }) => parts);
    this.levels = levels;
    this.patient = plan.levels
      .flatMap((level, at) => level.map((stage) => [stages.get(stage) as StageRun, at] as const))
      .filter(
        ([
          {
            plan: { batch },
          },
        ]) => batch !== undefined,
      );
    this.roots = new Roots(this, new Followers(this, plan.first, stages));
    this.isShared = this.parts.some(({ isShared }) => isShared);
    this.all = this.reach = this.levels.length + 1;
    this.add(() => {
      this.cancel();
    });
  }

  private createStage(plan: StagePlan, stages: ReadonlyMap<StagePlan, StageRun>): StageRun {
    const follow = (steps: readonly Step[]): Followers => new Followers(this, steps, stages);
    const followers = follow(plan.followers);
    const create = plan.create as CreateStage | undefined;
    return create?.(this, plan, followers, follow) ?? new StageRun(this, plan, followers);
  }

  get timers(): Timers {
    return (this.ownTimers ??= new Timers(this.plan.scheduler));
  }

  nestIn(host: Attempt | undefined): void {
    if (host !== undefined) this.nesting = new Nesting(this, host);
  }

  open(): void {
    this.context = captureContext();
    const before = assume(this.context);
    this.isOpening = true;
    try {
      this.reporter?.started(this.source.given);
      // The listener may have ended the run.
      if (!this.closed) this.source.open();
    } finally {
      this.isOpening = false;
      try {
        if (this.patient.length > 0) this.drain();
      } finally {
        restore(before);
      }
    }
  }

  resume(): void {
    within(this.context, drain, this);
  }

  drain(): void {
    if (this.reach < this.all) return;
    if (this.isShared) beginLoop();
    try {
      while (this.drainOne(this.levels.length) || this.pullSource() || (this.patient.length > 0 && this.startRest()));
    } finally {
      this.reach = this.all;
      if (this.isShared) endLoop();
    }
    if (this.closed) return;
    if (this.source.finished && this.live === 0) this.finish();
    else if (this.nesting !== undefined) this.nesting.check();
  }

  drainDeeper(branch: Branch): void {
    const { reach, pushing } = this;
    if (reach === this.all) {
      this.drain();
      return;
    }
    if (reach === 0) return;
    this.pushing = branch;
    const before = assume(UNKNOWN);
    try {
      while (this.drainOne(reach));
    } finally {
      restore(before);
      this.pushing = pushing;
      this.reach = reach;
    }
  }

  sourceEnded(): void {
    this.reporter?.sourceEnded();
  }

  /** A root has arrived from the source. */
  root(input: unknown, context: AsyncContext | undefined): void {
    try {
      const failure = this.roots.add(input, context, this.source.pushes);
      if (failure !== undefined) this.source.stop(failure);
    } finally {
      this.drain();
    }
  }

  created(branch: Branch, from: Partial<Origin> | undefined): void {
    branch.number = ++this.createdCount;
    if (branch.parent === undefined) this.roots.created(branch);
    if (this.hasTrees) this.trees.created(branch, from);
    this.order?.created(branch);
    this.reporter?.report('waiting', branch);
  }

  /** Notifies whatever needs to know that a branch closes. None of them ends the run early. */
  closing(branch: Branch, failure: Failure | undefined): void {
    const { stage } = branch;
    const reach = this.reach;
    this.reach = 0;
    try {
      stage.closed(branch);
    } finally {
      this.reporter?.report(failure ? 'rejected' : 'completed', branch, failure);
      if (failure !== undefined && !stage.isInner) {
        const { inputs, path, attempts } = branch;
        this.deliver(branch, { status: 'rejected', reason: failure.reason, stage: stage.plan.name, inputs, path, attempts });
      }
      this.order?.closed(branch);
      this.trees.closed(branch, failure);
      if (stage.isRecursive) branch.dropRows();
      this.reach = reach;
    }
  }

  /**
   * Does one step of the first of `reach` levels that has anything to do.
   *
   * @returns whether any has
   */
  private drainOne(reach: number): boolean {
    if (this.closed || this.consumer.full === true) return false;
    for (let at = 0; at < reach; at++) {
      this.reach = at;
      if ((this.levels[at] as { step(): boolean }).step()) return true;
    }
    return false;
  }

  /** Pulls a root for a slot that nothing waits for. */
  private pullSource(): boolean {
    if (this.closed || this.consumer.full === true || !this.source.isIdle || !this.roots.startsOneMore) return false;
    this.reach = this.levels.length;
    within(this.context, pull, this.source);
    return true;
  }

  /** Lets one of the patient stages start something, the deepest first. */
  private startRest(): boolean {
    if (this.isOpening || this.closed || this.consumer.full === true) return false;
    for (const [stage, deeper] of this.patient) {
      this.reach = deeper;
      if (stage.startRest()) return true;
    }
    return false;
  }

  get hasAllRoots(): boolean {
    return this.source.finished;
  }

  deliver(branch: Branch, outcome: Outcome): void {
    if (this.order === undefined) this.deliverNow(outcome);
    else this.order.hold(branch, outcome);
  }

  /**
   * Nothing starts meanwhile, so that no outcome is delivered within the delivery of another. The
   * caller drains afterwards.
   */
  private deliverNow(outcome: Outcome): void {
    if (!this.closed && this.plan.assembles !== true) this.give(outcome);
  }

  deliverTree(tree: object): void {
    this.give(tree as Outcome);
  }

  get isFull(): boolean {
    return this.consumer.full === true;
  }

  private give(outcome: Outcome): void {
    const reach = this.reach;
    this.reach = 0;
    try {
      this.consumer.next(outcome);
    } finally {
      this.reach = reach;
    }
  }

  get awaits(): boolean {
    const { source, consumer, ownTimers } = this;
    if (source.finished || source.isIdle) return (this.isOpening && this.patient.length > 0) || consumer.full === true || ownTimers?.areSet === true;
    return true;
  }

  fail(reason: unknown): void {
    try {
      this.unsubscribe();
    } catch (thrown) {
      reportUnhandled(thrown);
    }
    within(this.context, error, this.consumer, reason);
  }

  private finish(): void {
    const { failure } = this.source;
    this.reporter?.ended(failure === undefined ? 'completed' : 'errored', failure?.reason);
    this.unsubscribe();
    if (failure === undefined) within(this.context, complete, this.consumer);
    else within(this.context, error, this.consumer, failure.reason);
  }

  /**
   * Ends the rest of the run. Teardowns of users may throw: RxJS runs all of them, and throws the
   * collected errors.
   */
  private cancel(): void {
    const everything = new Subscription();
    // First of all: the teardown of one attempt may complete another, or feed the source.
    for (const { live } of this.parts) for (const { attempt } of live) if (attempt !== undefined) attempt.finished = true;
    everything.add(() => {
      this.source.stop();
    });
    for (const { live } of this.parts) {
      for (const branch of live) {
        // A branch that is just closing has already been reported.
        if (branch.phase === 'closed') continue;
        everything.add(() => {
          enter(branch.context, cancel, branch);
        });
      }
    }
    everything.add(() => {
      this.ownTimers?.cancel();
      this.limits.cancel();
    });
    beginLoop();
    try {
      everything.unsubscribe();
    } finally {
      this.reporter?.ended('cancelled');
      endLoop();
    }
  }
}
