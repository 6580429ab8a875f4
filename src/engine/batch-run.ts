import { within } from './async-context.js';
import { Batch, Member, type BatchStage } from './batch.js';
import { readAnswer, request } from './batch-request.js';
import { CarrierRun, type BatchOwner } from './carrier-run.js';
import type { Followers } from './followers.js';
import { hasEnded, isClosed } from './is-closed.js';
import { AT_ONCE, checkReturned } from '../policies/check-returned.js';
import type { Limit } from '../policies/limits/limit.js';
import { StageRun, type CreateStage, type HostRun } from './stage-run.js';
import type { BatchPlan, PolicyOptions, StagePlan } from './plan.js';
import type { Timer } from './timers.js';
import type { Branch, Failure } from './types.js';

/** The part of a stage that handles branches, and the part that handles requests. */
interface Parts {
  readonly own: PolicyOptions;
  readonly carrier: StagePlan;
}

const parts = new WeakMap<StagePlan, Parts>();

/** Limits and the timeout of an attempt apply to requests; everything else applies to branches. */
function partsOf(plan: StagePlan): Parts {
  const known = parts.get(plan);
  if (known !== undefined) return known;
  const { options: all, batch } = plan;
  const { limit, timeout, ...own } = all;
  const { attempt, ...times } = typeof timeout === 'number' ? { attempt: timeout } : ((timeout ?? {}) as { readonly attempt?: number });
  const options = { ...(limit !== undefined && { limit }), ...(attempt !== undefined && { timeout: attempt }) };
  const made: Parts = {
    own: { ...own, ...(Object.keys(times).length > 0 && { timeout: times }) },
    carrier: {
      ...plan,
      concurrency: batch?.concurrency ?? Infinity,
      options,
      lists: false,
      followers: [],
      project: (given, context) => request(plan, given as Batch, context),
    },
  };
  parts.set(plan, made);
  return made;
}

const WEIGHT = ['a number >= 0', (value: unknown) => typeof value === 'number' && value >= 0] as const;

function fail(stage: StageRun, { branch, reason }: { readonly branch: Branch; readonly reason: unknown }): void {
  stage.fail(branch, reason);
}

function launch(stage: BatchRun, branches: readonly Branch[]): void {
  stage.launch(branches);
}

/**
 * A stage that makes one request for several branches. A full batch starts as soon as it may. An
 * incomplete batch starts when the run has nothing else to do: until then, more branches may come.
 */
export class BatchRun extends StageRun implements BatchStage, BatchOwner {
  static readonly create: CreateStage = (run, plan, followers) => new BatchRun(run, plan, followers);

  override readonly highWaterMark: number;
  private readonly carrier: CarrierRun;
  private readonly batch: BatchPlan;
  /** This many waiting branches may be a full batch. */
  private readonly enough: number;
  private batches = 0;
  /** Measures how long an incomplete batch still waits, if it does. */
  private timer: Timer | undefined = undefined;
  private isDue = false;

  constructor(run: HostRun, plan: StagePlan, followers: Followers) {
    super(run, plan, followers);
    const { highWaterMark } = run.plan;
    this.batch = plan.batch as BatchPlan;
    const { weight, max } = this.batch;
    this.enough = weight === undefined ? max : highWaterMark;
    this.highWaterMark = Math.max(highWaterMark, this.enough);
    this.carrier = new CarrierRun(run, partsOf(plan).carrier, this);
  }

  override get options(): PolicyOptions {
    return partsOf(this.plan).own;
  }

  override get parts(): readonly StageRun[] {
    return [this, this.carrier];
  }

  override get active(): number {
    return this.carrier.open;
  }

  /**
   * While requests are in flight, it accepts enough branches for one more batch. Branches that go
   * before those in line, which `waiting` does not count, are accepted even then.
   */
  override startsOneMore(waiting?: number): boolean {
    return (waiting !== undefined || this.hasRoom) && !this.isBlocked && (waiting ?? this.waiting) < this.highWaterMark;
  }

  override get first(): Branch | undefined {
    return this.hasRoom ? undefined : super.first;
  }

  /** Whether one more branch may be in the next batch. */
  private get hasRoom(): boolean {
    return this.starting.size < this.enough;
  }

  override get availableSlots(): number {
    const { availableSlots } = this.carrier;
    return this.isBlocked || availableSlots === 0 ? 0 : availableSlots * this.enough;
  }

  override limitsOf(branch: Branch): readonly Limit[] {
    return this.carrier.limitsOf(branch);
  }

  /** What holds up its requests holds up the branches that wait for them. */
  override heldUpBy(limit: Limit): number {
    return this.carrier.isHeldUpBy(limit) ? this.starting.size : 0;
  }

  override step(): boolean {
    return this.carrier.step() || super.step();
  }

  protected override startNext(isBlocked: boolean): boolean {
    return !this.hasRoom && !this.batch.perContext && this.form(isBlocked);
  }

  override startRest(): boolean {
    const { isBlocked, starting } = this;
    if (starting.size === 0 || (isBlocked && this.run.order === undefined) || !this.hasWaited) return false;
    return this.form(isBlocked);
  }

  /** Whether an incomplete batch has waited long enough for others. */
  private get hasWaited(): boolean {
    const { wait } = this.batch;
    if (wait === 0 || this.isDue || this.isLast) return true;
    this.timer ??= this.run.timers.set(wait, this.isOver, { context: this.run.context });
    return false;
  }

  private readonly isOver = (): void => {
    this.timer = undefined;
    this.isDue = this.starting.size > 0;
    this.run.drain();
  };

  /** Whether no other branch can come. */
  private get isLast(): boolean {
    const { run } = this;
    if (!run.hasAllRoots || (this.isRecursive && this.live.size > this.starting.size)) return false;
    // A branch that follows another one makes no request. Any other parked branch comes back.
    for (const { phase, queue } of this.live) if (phase === 'parked' && queue?.leader === undefined) return false;
    // The list is deepest first, so earlier stages come after this one.
    return run.stages.slice(run.stages.indexOf(this) + 1).every(({ live }) => live.size === 0);
  }

  /**
   * Forms a batch of the branches that are first in line.
   *
   * @returns whether anything was done
   */
  private form(isBlocked: boolean): boolean {
    if (this.carrier.inLine > 0 || !this.carrier.startsOneMore()) return false;
    const { branches, hasFailed } = this.gather(isBlocked);
    if (hasEnded(this.run)) return true;
    const open = branches.filter((branch) => !isClosed(branch));
    const [first] = open;
    if (first === undefined) return hasFailed;
    this.isDue = false;
    this.run.timers.clear(this.timer);
    this.timer = undefined;
    within(first.context, launch, this, open);
    return true;
  }

  private gather(isBlocked: boolean): { readonly branches: Branch[]; readonly hasFailed: boolean } {
    const { starting, batch } = this;
    const branches: Branch[] = [];
    const others: Branch[] = [];
    let hasFailed = false;
    let room = batch.max;
    for (let branch; room > 0 && (branch = starting.eligible) !== undefined && this.mayGoOn(branch, false, isBlocked);) {
      if (batch.perContext && branches.length > 0 && branch.context !== branches[0]?.context) {
        if (others.length >= this.highWaterMark) break;
        starting.take(branch);
        others.push(branch);
        continue;
      }
      if (this.isShared && this.policies.refusal(branch, false) !== undefined) {
        hasFailed = true;
        continue;
      }
      const weight = this.weigh(branch);
      if (weight === undefined) {
        hasFailed = true;
        if (hasEnded(this.run)) break;
        continue;
      }
      if (weight > room && branches.length > 0) break;
      room -= weight;
      starting.take(branch);
      branches.push(branch);
    }
    for (const branch of others) if (!isClosed(branch)) this.enqueue(branch);
    return { branches, hasFailed };
  }

  /**
   * The weight of a branch in a batch; `undefined` if computing it failed, and the branch with it.
   */
  private weigh(branch: Branch): number | undefined {
    const { weight } = this.batch;
    if (weight === undefined) return 1;
    try {
      const weighed = within(branch.context, weight, branch.input);
      checkReturned('the result of max.weight', WEIGHT, weighed, this.name);
      return isClosed(branch) ? undefined : (weighed as number);
    } catch (reason) {
      if (!isClosed(branch)) within(branch.context, fail, this, { branch, reason });
      return undefined;
    }
  }

  /** Starts branches, in whose async context this is called, with one request. */
  launch(branches: readonly Branch[]): void {
    const { run } = this;
    const id = ++this.batches;
    const members = branches.map((branch) => {
      run.roots.started(branch);
      branch.phase = 'open';
      branch.attempts++;
      this.open++;
      this.waiting--;
      const member = new Member(this, branch);
      branch.attempt = member;
      return member;
    });
    const batch = new Batch(this, id, members);
    for (const member of members) {
      if (this.policies.working !== undefined && !member.finished) this.policies.works(member);
      run.reporter?.report('started', member.branch, { batch: { id, size: members.length } });
      if (hasEnded(run)) return;
    }
    this.send(batch);
  }

  private send(batch: Batch): void {
    const [first] = batch.waiting;
    if (first !== undefined) this.carrier.launch(batch, first.context);
  }

  keyOf(branch: Branch): unknown {
    return this.nameOf(branch) ?? branch.input;
  }

  abandon(batch: Batch): void {
    this.carrier.abandon(batch);
  }

  answered(batch: Batch, answer: unknown): void {
    const { asked } = batch;
    try {
      const answers = readAnswer(
        this.title,
        answer,
        asked.map(({ branch }) => branch.input),
        asked.map(({ key }) => key),
      );
      asked.forEach((member, index) => {
        member.answer(answers[index] as (typeof answers)[number]);
      });
    } catch (reason) {
      for (const member of asked) member.answer({ reason });
    }
  }

  over(batch: Batch, failure: Failure | undefined): void {
    const left = batch.waiting;
    if (left.length === 0) return;
    const halves = failure !== undefined && left.length > 1 && this.isWorthHalving(failure, left);
    // User code may have ended the run.
    if (hasEnded(this.run)) return;
    if (halves) {
      const half = Math.ceil(left.length / 2);
      this.send(new Batch(this, batch.id, left.slice(0, half)));
      this.send(new Batch(this, batch.id, left.slice(half)));
      return;
    }
    const reason = failure === undefined ? new TypeError(`${this.title}: the result of project completed without an answer`) : failure.reason;
    for (const member of left) member.answer({ reason });
  }

  /** Whether a failed batch is split. An error of the user's function rejects its branches. */
  private isWorthHalving(failure: Failure, left: readonly Member[]): boolean {
    const { isolate } = this.batch;
    if (typeof isolate === 'boolean') return isolate;
    try {
      const isWorthIt = isolate(failure.reason);
      checkReturned('the result of isolate', AT_ONCE, isWorthIt, this.name, failure);
      return Boolean(isWorthIt);
    } catch (reason) {
      for (const member of left) member.answer({ reason });
      return false;
    }
  }
}
