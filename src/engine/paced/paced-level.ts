import { roomOf } from '../../policies/limits/keyed-limit.js';
import type { Limit } from '../../policies/limits/limit.js';
import type { AsyncContext } from '../async-context.js';
import type { Attempt } from '../attempt.js';
import type { Branch } from '../branch.js';
import type { Dispatcher } from '../dispatcher.js';
import type { Failure } from '../intake.js';
import { Level, pull } from '../level.js';
import { timeoutsOf, type StagePlan } from '../plan.js';
import { AttemptDeadlines } from './attempt-deadlines.js';
import { Gate } from './gate.js';
import { Line } from './line.js';
import { PacedBranch, type PacedAttempt, type Pacing } from './paced-branch.js';
import { Retries } from './retries.js';

const first = (one: PacedBranch, other: PacedBranch): boolean => one.sequence < other.sequence;

/**
 * One stage within one run whose policies decide only when an attempt works, and how often: retries, a time for each attempt, and limits that are the same for all inputs. So nobody
 * overtakes there but who waits for another attempt, and what a branch costs is next to that of a stage without policies.
 */
export class PacedLevel extends Level implements Pacing {
  override readonly shares: boolean;
  readonly #limits: readonly Limit[];
  readonly #starting: Gate;
  readonly #resuming: Gate;
  readonly #learns: boolean;
  readonly #deadlines: AttemptDeadlines | undefined;
  readonly #retries: Retries | undefined;
  /** Branches between two attempts, and those of them whose delay is over. */
  readonly #failed = new Set<PacedBranch>();
  readonly #again = new Line<PacedBranch>(first);
  #created = 0;

  constructor(run: Dispatcher, stage: StagePlan, next: Level | undefined, limits: readonly Limit[]) {
    super(run, stage, next);
    this.shares = limits.length > 0;
    this.#limits = limits;
    this.#starting = new Gate(run, limits, false);
    this.#resuming = new Gate(run, limits, true);
    this.#learns = limits.some(({ learns }) => learns);
    this.#deadlines = stage.timeout !== undefined || this.#learns ? new AttemptDeadlines(this, timeoutsOf(stage)) : undefined;
    this.#retries = stage.retry === undefined ? undefined : new Retries(this);
  }

  override get queued(): number {
    return this.waiting.length + this.#failed.size;
  }

  override get room(): number {
    return this.#starting.refusing ? 0 : Math.min(super.room, ...this.#limits.map(roomOf));
  }

  override get hungry(): boolean {
    if (super.room <= 0 || this.queued >= this.run.plan.highWaterMark) return false;
    const { refusing } = this.#starting;
    if (refusing) this.run.enlist(refusing, false);
    return refusing === undefined;
  }

  override get idlers(): Iterable<Branch> {
    return [...super.idlers, ...this.#failed];
  }

  override step(): boolean {
    if (this.blocked) return false;
    if (this.handOut()) return true;
    return this.run.free > 0 && ((this.suspended.length > 0 && this.#resume()) || (this.free > 0 && this.#start()));
  }

  override engage(attempt: PacedAttempt): void {
    this.#deadlines?.engage(attempt);
  }

  override disengage(attempt: PacedAttempt): void {
    this.#release(attempt, attempt.finished);
  }

  override drop(attempt: PacedAttempt): void {
    if (attempt.working) this.#release(attempt, false);
  }

  override ended({ branch, failure }: PacedAttempt): void {
    if (failure !== undefined && this.#retries !== undefined) this.#retry(branch, failure, this.#retries);
    else this.run.close(branch, failure);
  }

  override overflow(newest: Branch, isNewest: boolean): Branch | undefined {
    const dropped = super.overflow(newest, isNewest);
    this.#starting.letGo(this.#startable);
    return dropped;
  }

  override waitsFor(limit: Limit): boolean {
    return this.#starting.has(limit) || this.#resuming.has(limit);
  }

  override cancel(): void {
    this.#starting.letGo(0);
    this.#resuming.letGo(0);
  }

  limitsOf(): readonly Limit[] {
    return this.#limits;
  }

  learns(): boolean {
    return this.#learns;
  }

  wait(branch: PacedBranch): void {
    this.#again.add(branch);
  }

  fail(branch: PacedBranch, failure: Failure): void {
    this.#failed.delete(branch);
    branch.leave();
    this.run.close(branch, failure);
  }

  protected override branch(parent: Branch | undefined, input: unknown, index: number, context: AsyncContext | undefined): PacedBranch {
    return new PacedBranch(this, parent, input, index, this.#created++, context);
  }

  /** How many wait to start. */
  get #startable(): number {
    return this.waiting.length + this.#again.size;
  }

  #resume(): boolean {
    const { suspended } = this;
    if (this.shares && !this.#resuming.pass(suspended.length)) return false;
    pull(suspended.shift() as Attempt);
    return true;
  }

  #start(): boolean {
    const startable = this.#startable;
    if (startable === 0 || (this.shares && !this.#starting.pass(startable))) return false;
    this.run.start(this.#again.isEmpty ? (this.waiting.shift() as Branch) : this.#another());
    return true;
  }

  /** Takes the branch that is the first to have another attempt. */
  #another(): Branch {
    const branch = this.#again.first as PacedBranch;
    this.#again.delete(branch);
    this.#failed.delete(branch);
    branch.worked = 0;
    return branch;
  }

  /** An attempt works no more: it has ended, or it goes on later. */
  #release(attempt: PacedAttempt, isOver: boolean): void {
    const { branch, failure } = attempt;
    attempt.working = false;
    this.#deadlines?.disengage(branch, isOver);
    const sample = this.#learns && isOver ? { failure, duration: branch.worked } : undefined;
    for (const limit of this.#limits) this.run.release(limit, sample);
  }

  #retry(branch: PacedBranch, failure: Failure, retries: Retries): void {
    this.#failed.add(branch);
    let final = failure;
    try {
      if (retries.follow(branch, failure)) return;
    } catch (reason) {
      final = { reason };
    }
    if (!branch.over) this.fail(branch, final);
  }
}
