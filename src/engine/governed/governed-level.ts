import { noop } from 'rxjs';
import type { Answer } from '../../policies/cache.js';
import { AT_ONCE, checkReturned } from '../../policies/check-returned.js';
import { ONE_LIMIT, type KeyedLimit } from '../../policies/limits/keyed-limit.js';
import type { Limit } from '../../policies/limits/limit.js';
import { within } from '../async-context.js';
import { AttemptContext } from '../attempt-context.js';
import type { Branch } from '../branch.js';
import type { Dispatcher } from '../dispatcher.js';
import { driveList, LIST } from '../drive.js';
import { listTitle } from '../lists.js';
import type { Failure } from '../intake.js';
import { Level, pull } from '../level.js';
import { timeoutsOf, type StagePlan } from '../plan.js';
import { AttemptDeadlines } from '../paced/attempt-deadlines.js';
import { BranchDeadlines } from './branch-deadlines.js';
import { Feedback } from './feedback.js';
import { GovernedBranch, type GovernedAttempt, type GovernedHanding } from './governed-branch.js';
import type { Precedence } from '../paced/heap.js';
import { Line } from '../paced/line.js';
import { deepestFirst, lowestFirst, oldestFirst, restedFirst, type Standing } from './precedence.js';
import type { PacedBranch, Pacing } from '../paced/paced-branch.js';
import { Replay } from './replay.js';
import { Retries } from '../paced/retries.js';
import { Roster } from './roster.js';
import { Sharing } from './sharing.js';
import { Turnstile } from './turnstile.js';

/** One stage that has policies, within one run: who waits there for what, and what becomes of whom has ended. */
export class GovernedLevel extends Level implements Pacing {
  override readonly shares = true;
  readonly deadlines: BranchDeadlines;
  /** In source order the branches for whom other runs wait: what they give is kept for those in any case. */
  readonly urgent = new Set<GovernedBranch>();
  readonly #attemptDeadlines: AttemptDeadlines;
  readonly #retries: Retries;
  readonly #sharing: Sharing;
  readonly #limits: readonly (Limit | KeyedLimit<unknown>)[];
  /** All branches that are not open: they wait, sleep, follow others or have their values handed out. */
  readonly #idle = new Roster<GovernedBranch>();
  /** Branches that have emitted all they had, and wait for that to be fed back: a stage does not wait for its own queue. */
  readonly #feeding = new Set<GovernedBranch>();
  /** Roots that may be dropped for others, if that is to be. */
  readonly #droppable = new Set<GovernedBranch>();
  readonly #starting: Turnstile;
  readonly #resuming: Turnstile;
  readonly #handing: Line<GovernedBranch>;
  readonly #feedbacks: Line<Feedback>;
  /** Who starts first. */
  readonly #before: Precedence<Standing>;
  /** Whether a branch may have more to do when its attempt has completed. */
  readonly #goesOn: boolean;
  /** Whether all inputs have the same limits. */
  readonly #alike: boolean;
  /** What `recurse` is called in messages. */
  /** Attempts at work. */
  #working = 0;
  #created = 0;
  #rested = 0;

  constructor(run: Dispatcher, stage: StagePlan, next: Level | undefined, limits: readonly (Limit | KeyedLimit<unknown>)[]) {
    super(run, stage, next);
    this.deadlines = new BranchDeadlines(this, timeoutsOf(stage));
    this.#attemptDeadlines = new AttemptDeadlines(this, timeoutsOf(stage));
    this.#retries = new Retries(this);
    this.#sharing = new Sharing(this);
    this.#goesOn = stage.cache !== undefined || stage.atomic === true || stage.nextPage !== undefined;
    this.#limits = limits;
    this.#alike = limits.every((limit) => typeof limit !== 'function');
    const [before, rested] = run.order ? [lowestFirst, lowestFirst] : [stage.recurse ? deepestFirst : oldestFirst, restedFirst];
    this.#starting = new Turnstile(this, false, before);
    this.#resuming = new Turnstile(this, true, rested);
    this.#handing = new Line(rested);
    this.#feedbacks = new Line(({ branch: one }, { branch: other }) => before(one, other));
    this.#before = before;
  }

  override get queued(): number {
    return this.#idle.size;
  }

  override get room(): number {
    return this.run.overfull || this.#refusing ? 0 : super.room;
  }

  override get hungry(): boolean {
    return this.#startsOneMore(this.queued);
  }

  override get idlers(): Iterable<Branch> {
    return [...this.#idle, ...this.#feeding];
  }

  /** Makes a branch, unless it is of a recursive stage and was here before. */
  override create(parent: Branch | undefined, input: unknown, index: number, context = parent?.context): Branch | undefined {
    const { run } = this;
    const branch = new GovernedBranch(this, parent, input, index, this.#created++, context);
    const failure = this.#identify(branch);
    // Whoever was asked for its key may have ended the run.
    if (run.closed || this.#sharing.isKnown(branch)) return undefined;
    this.#idle.add(branch);
    if (parent === undefined && run.plan.overflow === 'drop-oldest') this.#droppable.add(branch);
    run.created(branch);
    if (!branch.over) run.order?.add(branch);
    // What that has delivered may have ended the run, too.
    this.#begin(branch, failure);
    return branch;
  }

  override step(): boolean {
    // In source order one may pass where nobody else may, and what is atomic is pulled to its end.
    if (this.blocked && this.run.order === undefined && this.stage.atomic !== true) return false;
    const { run } = this;
    return this.#handOut() || (run.free > 0 && this.#resume()) || this.#feedBack() || (run.free > 0 && this.#start());
  }

  override engage(attempt: GovernedAttempt): void {
    this.#working++;
    attempt.branch.attempt = attempt;
    this.#attemptDeadlines.engage(attempt);
  }

  override disengage(attempt: GovernedAttempt, isOver = attempt.finished): void {
    const { branch, failure } = attempt;
    attempt.working = false;
    this.#working--;
    this.#attemptDeadlines.disengage(branch, isOver);
    const { limits, worked } = branch;
    if (limits.length === 0) return;
    branch.letGo();
    const sample = isOver ? { failure, duration: worked } : undefined;
    for (const limit of limits) this.run.release(limit, sample);
  }

  override suspend({ branch }: GovernedAttempt): void {
    branch.rests = this.#rested++;
    this.#resuming.add(branch);
  }

  override hand(handing: GovernedHanding): void {
    const { branch } = handing;
    branch.rests = this.#rested++;
    if (this.#droppable.size > 0) this.#droppable.delete(branch);
    branch.handing = handing;
    branch.where = this.#handing;
    this.#handing.add(branch);
  }

  override pass(owner: GovernedAttempt | Replay, value: unknown): void {
    const { branch } = owner;
    if (branch.held !== undefined && owner === branch.attempt) {
      this.#hold(branch.held, value, owner);
      return;
    }
    branch.leads?.values.push(value);
    if (this.stage.nextPage !== undefined) branch.last = value;
    this.run.emit(branch, value);
    const { recurse, maxDepth = Infinity } = this.stage;
    if (recurse === undefined || branch.over || branch.generation >= maxDepth) return;
    let inputs: unknown;
    try {
      inputs = recurse(value, new AttemptContext(owner));
      checkReturned('what recurse returns', LIST, inputs, this.stage.name);
    } catch (reason) {
      owner.fail(reason);
      return;
    }
    branch.feedback ??= new Feedback(branch);
    branch.feedback.add(inputs);
  }

  override ended({ branch, failure }: GovernedAttempt): void {
    branch.leave();
    branch.attempt = undefined;
    // It may end at once, and mostly does, unless anybody is asked or it has more to do.
    if (failure !== undefined || this.#goesOn) this.#idle.add(branch);
    if (failure === undefined) this.#succeed(branch);
    else if (!this.#retry(branch, failure) && !branch.over) this.fail(branch, failure);
  }

  override drop(attempt: GovernedAttempt): void {
    if (attempt.working) this.disengage(attempt, false);
    attempt.branch.cancel();
  }

  override overflow(newest: GovernedBranch, isNewest: boolean): Branch | undefined {
    // One that has ended or started already takes nobody's place.
    if (newest.over || newest.attempts > 0 || newest.where === this.#handing) return undefined;
    const [oldest = newest] = this.#droppable;
    return isNewest ? newest : oldest;
  }

  override turn(limit: Limit): void {
    this.#starting.turn(limit);
    this.#resuming.turn(limit);
  }

  override waitsFor(limit: Limit): boolean {
    return this.#starting.has(limit) || this.#resuming.has(limit);
  }

  override close(branch: GovernedBranch): void {
    this.#settle(branch);
    // Whoever follows takes over what it has not done.
    branch.leads?.abandon();
  }

  /**
   * The limits of a branch, each once.
   *
   * @throws what the user's `by` throws; TypeError if it is no limit
   */
  limitsOf({ input, context }: PacedBranch): readonly Limit[] {
    if (this.#alike) return this.#limits as readonly Limit[];
    const limits = this.#limits.map((limit) => {
      if (typeof limit !== 'function') return limit;
      const own = within(context, limit, input);
      checkReturned('what the limit function returns', ONE_LIMIT, own, this.stage.name);
      return own;
    });
    return limits.length > 1 ? [...new Set(limits)] : limits;
  }

  /** Whether any of the limits that a branch has taken wants to know how long its attempt works. */
  learns({ limits }: GovernedBranch): boolean {
    return limits.some(({ learns }) => learns);
  }

  /** A branch waits to start. */
  wait(branch: GovernedBranch): void {
    this.#starting.add(branch);
  }

  /** Something else than its attempt fails a branch. */
  refuse(branch: GovernedBranch, reason: unknown): void {
    if (branch.attempt) branch.attempt.fail(reason);
    else this.fail(branch, { reason });
  }

  /** A branch has failed for good, and so has what it did for others, unless only its own time was up. */
  fail(branch: GovernedBranch, failure: Failure): void {
    this.deadlines.end(branch);
    branch.leave();
    if (!branch.expired) branch.leads?.finish(branch.leads.values, failure);
    this.finish(branch, failure);
  }

  /** The values of a branch are there: it hands them out. */
  replay(branch: GovernedBranch, values: Answer, failure?: Failure): void {
    this.deadlines.end(branch);
    this.hand(new Replay(branch, values, failure));
  }

  /** A branch has emitted all that it had, and fails if it does: it ends, or goes on with its next page, when all is fed back. */
  finish(branch: GovernedBranch, failure?: Failure): void {
    branch.done = true;
    if (failure !== undefined) branch.failure ??= failure;
    if (branch.feedback?.isLeft === true) {
      this.#idle.delete(branch);
      this.#feeding.add(branch);
      this.run.order?.walk();
    } else if (branch.failure !== undefined || this.stage.nextPage === undefined) this.run.close(branch, branch.failure);
    else this.#turnPage(branch);
  }

  /** A branch has inputs to feed back. */
  feedLater(feedback: Feedback): void {
    // Its run may have ended while it was pulled.
    if (this.run.closed) feedback.cancel();
    else this.#feedbacks.add(feedback);
  }

  /** The inputs that a value gives are fed back, or cannot be. */
  fedBack(branch: GovernedBranch, failure?: Failure): void {
    if (branch.over) return;
    if (branch.done) this.finish(branch, failure);
    else if (failure === undefined) return;
    else if (branch.where === this.#handing && branch.handing instanceof Replay) branch.handing.fail(failure.reason);
    else this.refuse(branch, failure.reason);
  }

  /** Whether a branch waits for who does the same work in another run, instead of starting. */
  joins(branch: GovernedBranch): boolean {
    return this.#sharing.join(branch);
  }

  /** The first limit of all inputs that lets nothing start. */
  get #refusing(): Limit | undefined {
    for (const limit of this.#limits) if (typeof limit !== 'function' && !limit.admits(this.run, false)) return limit;
    return undefined;
  }

  #isLowest(branch: GovernedBranch): boolean {
    return branch === this.run.order?.lowest;
  }

  /** Whether a branch may go on, as far as that depends on what waits after it. */
  readonly #mayPass = (branch: GovernedBranch): boolean => !(this.blocked || this.run.overfull) || this.#isLowest(branch) || this.urgent.has(branch);

  readonly #mayResume = (branch: GovernedBranch): boolean =>
    this.#working < this.concurrency && (this.stage.atomic === true || this.#mayPass(branch));

  /** The lowest branch may be one more than may be open, where the others do not work, but are suspended because of it. */
  readonly #mayStart = (branch: GovernedBranch): boolean =>
    (this.free > 0 || (this.#working < this.concurrency && this.#isLowest(branch))) && this.#mayPass(branch);

  #handOut(): boolean {
    if (this.#handing.isEmpty) return false;
    const lowest = this.run.order?.lowest;
    const branch = lowest?.where === this.#handing ? lowest : this.#handing.first;
    if (branch === undefined || !this.#mayPass(branch)) return false;
    branch.leave();
    pull(branch.handing as GovernedHanding);
    return true;
  }

  #resume(): boolean {
    const branch = this.#resuming.next(this.#mayResume);
    if (typeof branch === 'boolean') return branch;
    pull(branch.attempt as GovernedAttempt);
    return true;
  }

  #start(): boolean {
    if (this.free <= 0 && this.run.order === undefined) return false;
    const branch = this.#starting.next(this.#mayStart);
    if (typeof branch === 'boolean') return branch;
    this.#idle.delete(branch);
    if (this.#droppable.size > 0) this.#droppable.delete(branch);
    this.deadlines.admit(branch);
    branch.leads?.start();
    branch.again = false;
    branch.worked = 0;
    branch.earlier = branch.emissions;
    if (this.stage.atomic === true) branch.held = [];
    this.run.start(branch);
    return true;
  }

  #feedBack(): boolean {
    if (this.#feedbacks.isEmpty) return false;
    const lowest = this.run.order?.lowest;
    // In source order all may wait for what the lowest branch feeds back.
    const urgent = lowest?.done === true && lowest.level === this ? lowest.feedback : undefined;
    const feedback = urgent ?? this.#feedbacks.first;
    if (feedback === undefined || !(urgent || this.#startsNext(feedback))) return false;
    this.#feedbacks.delete(feedback);
    pull(feedback);
    return true;
  }

  /** Whether what is fed back would start before all who wait. It does not wait for its own queue, only for those who are held up there. */
  #startsNext(feedback: Feedback): boolean {
    const { first, queued } = this.#starting;
    return (first === undefined || this.#before(feedback.next, first)) && this.#startsOneMore(this.queued - queued);
  }

  /** Whether one more branch could start now, if there were one. @param waiting - how many wait already */
  #startsOneMore(waiting: number): boolean {
    if (super.room <= 0 || this.run.overfull || waiting >= this.run.plan.highWaterMark) return false;
    const refusing = this.#refusing;
    if (refusing) this.run.enlist(refusing, false);
    return refusing === undefined;
  }

  #identify(branch: GovernedBranch): Failure | undefined {
    try {
      this.#sharing.identify(branch);
      return undefined;
    } catch (reason) {
      return { reason };
    }
  }

  /** A branch, or its next page, begins. */
  #begin(branch: GovernedBranch, failure: Failure | undefined): void {
    if (branch.over) return;
    if (failure) this.fail(branch, failure);
    else {
      this.deadlines.begin(branch);
      this.#sharing.begin(branch);
    }
  }

  /** An attempt has completed: what it has held back is handed out, and the others of its key get theirs. */
  #succeed(branch: GovernedBranch): void {
    this.deadlines.end(branch);
    const { held } = branch;
    if (!this.#goesOn && branch.leads === undefined) {
      this.finish(branch);
      return;
    }
    const values = held ?? branch.leads?.values ?? [];
    this.#sharing.keep(branch, values, () => {
      if (held !== undefined) this.replay(branch, held);
      branch.leads?.finish(values);
      if (held === undefined) this.finish(branch);
    });
  }

  #retry(branch: GovernedBranch, failure: Failure): boolean {
    try {
      return this.#retries.follow(branch, failure);
    } catch (reason) {
      if (!branch.over) this.fail(branch, { reason });
      return true;
    }
  }

  /** Ends a branch, or makes its next page, which takes its place. */
  #turnPage(branch: GovernedBranch): void {
    const { parent, index, sequence, context, emissions, fed } = branch;
    let input: unknown;
    try {
      input = emissions > branch.before ? this.stage.nextPage?.(branch.last, branch.input) : undefined;
      checkReturned('what nextPage returns', AT_ONCE, input, this.stage.name);
    } catch (reason) {
      this.run.close(branch, { reason });
      return;
    }
    if (branch.over) return;
    if (input === undefined || input === null) {
      this.run.close(branch, undefined);
      return;
    }
    this.run.report?.('paged', branch);
    // Whoever was told may have ended the run.
    if (this.run.closed) return;
    this.#settle(branch);
    const page = new GovernedBranch(this, parent, input, index, sequence, context, emissions);
    page.number = branch.number;
    if (fed !== undefined) page.fed = fed;
    this.run.order?.replace(branch, page);
    this.#idle.add(page);
    this.#begin(page, this.#identify(page));
  }

  /** Holds a value back, or the elements of a list, which is pulled to its end. */
  #hold(held: unknown[], value: unknown, owner: GovernedAttempt | Replay): void {
    if (!this.stage.lists) {
      held.push(value);
      return;
    }
    const { stage } = this;
    const state = { isLeft: true };
    try {
      const list = driveList(value, {
        get title() {
          return listTitle(stage);
        },
        context: owner.branch.context,
        next: (element) => held.push(element),
        rest: noop,
        complete: () => {
          state.isLeft = false;
        },
        error: (reason) => {
          state.isLeft = false;
          owner.fail(reason);
        },
      });
      // The list itself may end the run.
      const isOver = (): boolean => owner.branch.over;
      if (!isOver()) list.start();
      while (state.isLeft && !isOver()) list.pull();
      if (isOver()) list.cancel();
    } catch (reason) {
      owner.fail(reason);
    }
  }

  #settle(branch: GovernedBranch): void {
    branch.over = true;
    this.#idle.delete(branch);
    if (this.#feeding.size > 0) this.#feeding.delete(branch);
    if (this.#droppable.size > 0) this.#droppable.delete(branch);
    this.deadlines.end(branch);
    branch.leave();
  }
}
