import { from, Subscription, take, type ObservableInput } from 'rxjs';
import { check, has, MILLISECONDS, STRING } from '../check.js';
import type { Answer } from '../policies/cache.js';
import { exponentialBackoff } from '../policies/exponential-backoff.js';
import type { KeyedLimit } from '../policies/limits/keyed-limit.js';
import type { Limit } from '../policies/limits/limit.js';
import type { RetryPolicy } from '../policies/retry.js';
import { StageTimeoutError, type StageTimeouts } from '../policies/timeout.js';
import { quote } from '../quote.js';
import type { Alarm } from './alarms.js';
import type { Attempt } from './attempt.js';
import { AttemptContext } from './attempt-context.js';
import type { Branch } from './branch.js';
import type { Dispatcher } from './dispatcher.js';
import { LIST } from './drive.js';
import { Feedback } from './feedback.js';
import { GovernedBranch } from './governed-branch.js';
import { Heap } from './heap.js';
import type { Failure } from './intake.js';
import { Level } from './level.js';
import type { Lists } from './lists.js';
import type { Plan, StagePlan } from './plan.js';
import { Replay } from './replay.js';
import { SharedWork, worksOf, type Works } from './shared-work.js';
import { Turnstile } from './turnstile.js';

/** The options of a stage that are policies: any of them, or a pipeline's own, makes its levels governed ones. */
const POLICIES = ['limit', 'key', 'retry', 'timeout', 'atomic', 'recurse', 'next'] as const satisfies readonly (keyof StagePlan)[];

export function isGoverned(stage: StagePlan, { limit, order }: Plan): boolean {
  return limit !== undefined || order === 'source' || POLICIES.some((policy) => stage[policy] !== undefined);
}

/** One stage that has policies, within one run: what decides when its branches start, go on, are tried again and end. */
export class GovernedLevel extends Level {
  /** All branches that are not open: they wait, sleep, follow others or have their values handed out. */
  private readonly idle = new Set<GovernedBranch>();
  private readonly starting: Turnstile;
  private readonly resuming: Turnstile;
  private readonly handing: Heap<GovernedBranch>;
  private readonly feedbacks: Heap<Feedback>;
  private readonly limits: readonly (Limit | KeyedLimit<unknown>)[];
  private readonly retry: RetryPolicy | undefined;
  private readonly timeout: StageTimeouts;
  private readonly works: Works | undefined;
  private readonly seen = new Set<string>();
  /** Attempts at work. */
  private working = 0;
  private created = 0;
  private rested = 0;

  constructor(run: Dispatcher, stage: StagePlan, next: Level | undefined) {
    super(run, stage, next);
    const { retry, timeout, key, cache, recurse, limit = [] } = stage;
    this.limits = [limit, run.plan.limit ?? []].flat();
    this.retry = typeof retry === 'number' ? { count: retry } : retry;
    this.timeout = typeof timeout === 'number' ? { attempt: timeout } : (timeout ?? {});
    this.works = key && (cache ? worksOf(cache, stage.name) : new Map<string, SharedWork>());
    const first = recurse ? longestFirst : oldestFirst;
    const inPathOrder = run.order && lowestFirst;
    this.starting = new Turnstile(this, false, inPathOrder ?? first);
    this.resuming = new Turnstile(this, true, inPathOrder ?? restedFirst);
    this.handing = new Heap(inPathOrder ?? restedFirst);
    this.feedbacks = new Heap(({ branch: one }, { branch: other }) => (inPathOrder ?? first)(one, other));
  }

  override get queued(): number {
    return this.idle.size;
  }

  override get room(): number {
    return this.run.overfull || this.refusing ? 0 : super.room;
  }

  override get hungry(): boolean {
    if (super.room <= 0 || this.run.overfull || this.queued >= this.run.plan.highWaterMark) return false;
    const { refusing } = this;
    if (refusing) this.run.enlist(refusing, false);
    return refusing === undefined;
  }

  override get idlers(): Iterable<Branch> {
    return this.idle;
  }

  /** Makes a branch, unless it is recursive and was here before. */
  override create(parent: Branch | undefined, input: unknown, index: number): void {
    const branch = new GovernedBranch(this, parent, input, index, this.created++);
    const failure = this.identify(branch);
    const { key } = branch;
    if (key !== undefined && this.stage.recurse) {
      if (this.seen.has(key)) return;
      this.seen.add(key);
    }
    this.idle.add(branch);
    this.run.order?.add(branch);
    this.run.created(branch);
    if (branch.over) return;
    if (failure) this.finish(branch, failure);
    else this.enter(branch);
  }

  override step(): boolean {
    return this.handOut() || (this.run.free > 0 && (this.resume() || this.start())) || this.feedBack();
  }

  override engage(attempt: Attempt): void {
    super.engage(attempt);
    this.working++;
    const branch = attempt.branch as GovernedBranch;
    const { attempt: ms } = this.timeout;
    branch.attempt = attempt;
    if (branch.limits.length > 0 || ms !== undefined) branch.since = this.run.plan.scheduler.now();
    if (ms === undefined) return;
    branch.attemptAlarm = this.run.alarms.set(Math.max(0, ms - branch.worked), () => {
      attempt.fail(new StageTimeoutError('attempt', this.stage.name, ms));
    });
  }

  override disengage(attempt: Attempt): void {
    const { failure, finished } = attempt;
    const branch = this.vacate(attempt);
    const sample = finished ? { failure, duration: branch.worked } : undefined;
    for (const limit of branch.limits) limit.release(sample);
    branch.limits = [];
  }

  override suspend({ branch }: Attempt): void {
    this.rest(branch as GovernedBranch);
    this.resuming.add(branch as GovernedBranch);
  }

  override hand(lists: Lists | Replay, branch = lists.branch as GovernedBranch): void {
    this.rest(branch);
    branch.handing = lists;
    branch.where = this.handing;
    this.handing.add(branch);
  }

  override pass(owner: Attempt | Replay, value: unknown): void {
    const { stage, run } = this;
    const branch = owner.branch as GovernedBranch;
    if (branch.held !== undefined && owner === branch.attempt) {
      this.hold(branch.held, value, owner);
      return;
    }
    branch.leads?.values.push(value);
    branch.last = value;
    run.emit(branch, value);
    const { recurse, maxDepth = Infinity } = stage;
    if (recurse === undefined || branch.over || branch.generation >= maxDepth) return;
    try {
      new Feedback(branch, recurse(value, new AttemptContext(owner)));
    } catch (reason) {
      owner.fail(reason);
    }
  }

  override ended({ branch: ended, failure }: Attempt): void {
    const branch = ended as GovernedBranch;
    branch.leave();
    branch.attempt = undefined;
    this.idle.add(branch);
    if (failure === undefined) this.succeeded(branch);
    else this.failed(branch, failure);
  }

  override dropped(attempt: Attempt): void {
    const branch = attempt.branch as GovernedBranch;
    if (attempt.working) {
      this.vacate(attempt);
      for (const limit of branch.limits) limit.release();
    }
    branch.cancel();
  }

  override drop(newest: boolean): Branch | undefined {
    let dropped: GovernedBranch | undefined;
    for (const branch of this.idle) {
      if (branch.parent !== undefined || branch.attempts > 0 || branch.where === this.handing) continue;
      dropped = branch;
      if (!newest) break;
    }
    return dropped;
  }

  override turn(limit: Limit): void {
    this.starting.turn(limit);
    this.resuming.turn(limit);
  }

  override waitsFor(limit: Limit): boolean {
    return this.starting.has(limit) || this.resuming.has(limit);
  }

  override cancel(): void {
    for (let first; (first = this.feedbacks.first) !== undefined;) {
      this.feedbacks.delete(first);
      first.cancel();
    }
  }

  override forget(ended: Branch): void {
    const branch = ended as GovernedBranch;
    branch.over = true;
    branch.leave();
    this.idle.delete(branch);
    branch.leads?.abandon();
    this.clearAlarms(branch);
  }

  /**
   * The limits of an input, each once.
   *
   * @throws what the user's `by` throws
   */
  limitsOf(input: unknown): readonly Limit[] {
    const limits = this.limits.map((limit) => ('limitOf' in limit ? limit.limitOf(input) : limit));
    return limits.length > 1 ? [...new Set(limits)] : limits;
  }

  /** A branch waits to start. */
  wait(branch: GovernedBranch): void {
    this.starting.add(branch);
  }

  /** A branch cannot so much as wait. */
  refuse(branch: GovernedBranch, reason: unknown): void {
    if (branch.attempt) branch.attempt.fail(reason);
    else this.finish(branch, { reason });
  }

  /** The values of a branch are there: it hands them out. */
  replay(branch: GovernedBranch, values: Answer, failure?: Failure): void {
    this.clearAlarms(branch);
    this.hand(new Replay(branch, values, failure));
  }

  /** All that a branch had to emit, it has. */
  emptied(branch: GovernedBranch, failure?: Failure): void {
    if (failure) this.run.close(branch, failure);
    else if (branch.feeding > 0) branch.done = true;
    else this.goOn(branch);
  }

  /** A value has inputs to feed back. */
  feedLater(feedback: Feedback): void {
    this.feedbacks.add(feedback);
  }

  /** All inputs of one value are fed back. */
  fedBack(branch: GovernedBranch, failure?: Failure): void {
    branch.feeding--;
    if (branch.over) return;
    if (failure) {
      if (branch.attempt) branch.attempt.fail(failure.reason);
      else if (branch.where === this.handing) (branch.handing as Replay).fail(failure.reason);
      else this.run.close(branch, failure);
    } else if (branch.done && branch.feeding === 0) this.goOn(branch);
  }

  /** The first unkeyed limit that lets nothing start. */
  private get refusing(): Limit | undefined {
    return this.limits.find((limit): limit is Limit => !('limitOf' in limit) && !limit.admits(this.run, false));
  }

  /** Whether a branch may start or go on, as far as that depends on what waits after it. */
  private readonly may = (branch: GovernedBranch): boolean => branch === this.run.order?.lowest || !(this.blocked || this.run.overfull);

  private readonly mayGoOn = (branch: GovernedBranch): boolean => this.stage.atomic === true || this.may(branch);

  /** The lowest branch may be one more than may be open, where all others are suspended because of it. */
  private readonly mayStart = (branch: GovernedBranch): boolean =>
    this.may(branch) && (this.free > 0 || (branch === this.run.order?.lowest && this.working < this.concurrency));

  private handOut(): boolean {
    const { first } = this.handing;
    if (first === undefined || !this.may(first)) return false;
    first.leave();
    first.handing?.pull();
    return true;
  }

  private resume(): boolean {
    const branch = this.resuming.next(this.mayGoOn);
    branch?.attempt?.pull();
    return branch !== undefined;
  }

  private start(): boolean {
    const branch = this.starting.next(this.mayStart);
    if (branch === undefined) return false;
    this.run.alarms.clear(branch.queueAlarm);
    this.idle.delete(branch);
    branch.again = false;
    branch.worked = 0;
    branch.earlier = branch.emissions;
    branch.held = this.stage.atomic ? [] : undefined;
    this.run.start(branch);
    return true;
  }

  private feedBack(): boolean {
    const { first } = this.feedbacks;
    if (first === undefined || !(first.branch === this.run.order?.lowest || this.hungry)) return false;
    this.feedbacks.delete(first);
    first.pull();
    return true;
  }

  /** Reads its key. */
  private identify(branch: GovernedBranch): Failure | undefined {
    const { key } = this.stage;
    try {
      if (key !== undefined) {
        const own = key(branch.input);
        check(`a key of stage ${quote(this.stage.name)}`, STRING, own);
        branch.key = own;
      }
      return undefined;
    } catch (reason) {
      return { reason };
    }
  }

  /** A branch, or its next page, begins: it waits for its turn, or for who does the same work already. */
  private enter(branch: GovernedBranch): void {
    branch.queueAlarm = this.expireAfter('queue', branch);
    branch.totalAlarm = this.expireAfter('total', branch);
    const { works } = this;
    const { key } = branch;
    if (works === undefined || key === undefined) {
      this.wait(branch);
      return;
    }
    const work = works.get(key);
    if (work === undefined) {
      new SharedWork(works, key, branch);
      this.lookUp(branch, key);
    } else {
      this.run.alarms.clear(branch.queueAlarm);
      work.add(branch);
    }
  }

  private expireAfter(kind: 'queue' | 'total', branch: GovernedBranch): Alarm | undefined {
    const ms = this.timeout[kind];
    return ms === undefined
      ? undefined
      : this.run.alarms.set(ms, () => {
          branch.expired = true;
          // What an attempt has given is handed out, however late.
          if (branch.attempt?.finished !== true) this.refuse(branch, new StageTimeoutError(kind, this.stage.name, ms));
          this.run.wake();
        });
  }

  private lookUp(branch: GovernedBranch, key: string): void {
    const { cache, name } = this.stage;
    this.attend(
      branch,
      () => cache?.get(name, key),
      (values) => {
        if (values === undefined) this.wait(branch);
        else {
          branch.leads?.finish(values, undefined);
          this.replay(branch, values);
        }
      },
    );
  }

  /** Asks a cache, and goes on when it has answered. */
  private attend<T>(branch: GovernedBranch, ask: () => T | PromiseLike<T>, goOn: (answer: T) => void): void {
    const { run } = this;
    const fail = (reason: unknown): void => {
      if (!branch.over) this.finish(branch, { reason });
      run.wake();
    };
    let answer: T | PromiseLike<T>;
    try {
      answer = ask();
      if (has(answer, 'then')) {
        (answer as PromiseLike<T>).then((value) => {
          if (!branch.over) goOn(value);
          run.wake();
        }, fail);
        return;
      }
    } catch (reason) {
      fail(reason);
      return;
    }
    goOn(answer);
  }

  private succeeded(branch: GovernedBranch): void {
    this.clearAlarms(branch);
    const { cache, name } = this.stage;
    const { key, held } = branch;
    const values = held ?? branch.leads?.values ?? [];
    this.attend(
      branch,
      () => (cache === undefined || key === undefined ? undefined : cache.set(name, key, values)),
      () => {
        branch.leads?.finish(values, undefined);
        if (held === undefined) this.emptied(branch);
        else this.replay(branch, held);
      },
    );
  }

  private failed(branch: GovernedBranch, failure: Failure): void {
    try {
      this.pause(branch, failure.reason);
      if (this.tryAgain(branch, failure.reason)) return;
    } catch (reason) {
      this.finish(branch, { reason });
      return;
    }
    this.finish(branch, failure);
  }

  /** Lets the limits of a branch rest, if its failure says so. */
  private pause(branch: GovernedBranch, reason: unknown): void {
    const ms = this.retry?.pause?.(reason) ?? 0;
    if (ms === 0) return;
    check(`a pause of stage ${quote(this.stage.name)}`, MILLISECONDS, ms);
    const limits = this.limitsOf(branch.input);
    if (limits.length > 0) this.run.report?.('paused', branch, { ms });
    for (const limit of limits) limit.pauseFor(ms);
  }

  /** Lets a branch wait for another attempt, if it may have one. */
  private tryAgain(branch: GovernedBranch, reason: unknown): boolean {
    const { retry, run } = this;
    const { attempts, emissions, earlier, expired } = branch;
    if (retry === undefined || expired || emissions > earlier || attempts > retry.count || retry.when?.(reason) === false) return false;
    const { delay = DEFAULT_DELAY } = retry;
    const wait = typeof delay === 'number' ? delay : delay(reason, attempts, run.plan.random);
    if (typeof wait === 'number') check(`a delay of stage ${quote(this.stage.name)}`, MILLISECONDS, wait);
    run.report?.('retrying', branch, { reason, delay: typeof wait === 'number' ? wait : undefined });
    branch.again = true;
    if (!branch.over) this.sleep(branch, wait);
    return true;
  }

  private sleep(branch: GovernedBranch, wait: number | ObservableInput<unknown>): void {
    const { run } = this;
    const awake = (): void => {
      branch.leave();
      this.wait(branch);
      run.wake();
    };
    if (wait === 0) {
      awake();
      return;
    }
    const sleep = new Subscription();
    branch.where = {
      delete: () => {
        sleep.unsubscribe();
      },
    };
    if (typeof wait === 'number') {
      const alarm = run.alarms.set(wait, awake);
      sleep.add(() => {
        run.alarms.clear(alarm);
      });
    } else {
      const error = (reason: unknown): void => {
        this.finish(branch, { reason });
        run.wake();
      };
      sleep.add(from(wait).pipe(take(1)).subscribe({ complete: awake, error }));
    }
  }

  /** A branch has failed for good, and so has what it did for others, unless only its own time was up. */
  private finish(branch: GovernedBranch, failure: Failure): void {
    if (!branch.expired) branch.leads?.finish(branch.leads.values, failure);
    this.run.close(branch, failure);
  }

  /** A branch ends, or goes on with its next page. */
  private goOn(branch: GovernedBranch): void {
    const { next } = this.stage;
    let input: unknown;
    try {
      input = branch.emissions > branch.before ? next?.(branch.last, branch.input) : undefined;
    } catch (reason) {
      this.run.close(branch, { reason });
      return;
    }
    if (input === undefined || input === null) {
      this.run.close(branch, undefined);
      return;
    }
    const page = new GovernedBranch(this, branch.parent, input, branch.index, branch.sequence, branch.emissions);
    page.node = branch.node;
    if (page.node) page.node.branch = page;
    page.fed = branch.fed;
    this.forget(branch);
    this.idle.add(page);
    const failure = this.identify(page);
    if (failure) this.run.close(page, failure);
    else this.enter(page);
  }

  /** Holds a value back, or the elements of a list. */
  private hold(held: unknown[], value: unknown, owner: Attempt | Replay): void {
    if (!this.stage.lists) {
      held.push(value);
      return;
    }
    try {
      check('a list', LIST, value);
      for (const element of value as Iterable<unknown>) held.push(element);
    } catch (reason) {
      owner.fail(reason);
    }
  }

  /** An attempt works no more. @returns its branch, which knows for how long it has worked */
  private vacate(attempt: Attempt): GovernedBranch {
    const branch = attempt.branch as GovernedBranch;
    super.disengage(attempt);
    this.working--;
    this.run.alarms.clear(branch.attemptAlarm);
    branch.worked += this.run.plan.scheduler.now() - branch.since;
    return branch;
  }

  private rest(branch: GovernedBranch): void {
    branch.rests = this.rested++;
  }

  private clearAlarms({ queueAlarm, totalAlarm }: GovernedBranch): void {
    this.run.alarms.clear(queueAlarm);
    this.run.alarms.clear(totalAlarm);
  }
}

const DEFAULT_DELAY = exponentialBackoff();

type Before = (one: GovernedBranch, other: GovernedBranch) => boolean;

/** Who waits to be tried again goes before who came earlier. */
const oldestFirst: Before = (one, other) => (one.again === other.again ? one.sequence < other.sequence : one.again);

const longestFirst: Before = (one, other) => (one.path.length === other.path.length ? oldestFirst(one, other) : one.path.length > other.path.length);

const restedFirst: Before = (one, other) => one.rests < other.rests;

const lowestFirst: Before = ({ path: one }, { path: other }) => {
  const at = one.findIndex((index, depth) => index !== other[depth]);
  return at >= 0 && (one[at] as number) < (other[at] ?? -1);
};
