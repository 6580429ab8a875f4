import { asyncScheduler, type SchedulerLike, type Subscription } from 'rxjs';
import { brand } from '../../brand.js';
import { check, MILLISECONDS, SCHEDULER, type Rule } from '../../check.js';
import { FifoSet } from '../../engine/queue/fifo-set.js';
import { Clock } from '../clock.js';
import { flush, schedule, type Task } from '../trampoline.js';

/** A run that waits for a limit. */
export interface Waiter {
  /** It is the run's turn at `limit`. Within this call it acquires the limit, or stops waiting. */
  turn(limit: Limit): void;
  /** How many of its branches the limit holds up. */
  heldUpBy(limit: Limit): number;
  /**
   * The attempts that contain this run and hold a limit, if the run can do nothing but wait for
   * that limit.
   */
  holders(limit: Limit): readonly object[];
}

/** The result of one attempt, for a limit that observes attempts. */
export interface Sample {
  /** Why it failed, boxed, if it did. */
  readonly failure: { readonly reason: unknown } | undefined;
  /** How long it was in flight, in ms. */
  readonly duration: number;
}

/** The options of every limit. */
export interface LimitOptions {
  /**
   * The limit's clock.
   *
   * @default asyncScheduler
   */
  readonly scheduler?: SchedulerLike | undefined;
}

export const LIMIT_RULES: Readonly<Record<keyof LimitOptions, Rule>> = { scheduler: SCHEDULER };

/**
 * A bound that stages, pipelines and whole apps share: pass the same one to each of them as
 * `limit`.
 *
 * An attempt holds it while it is in flight, and not while a branch waits, sleeps before a retry or
 * is suspended. Runs that wait for it take turns. An attempt that needs several limits acquires all
 * or none of them, so it never holds one while it waits for another.
 */
export abstract class Limit implements Task {
  static {
    brand(this.prototype);
  }

  /**
   * The runs that wait to start an attempt, and those that wait to go on with one: first come,
   * first served.
   */
  readonly #starting = new FifoSet<Waiter>();
  readonly #resuming = new FifoSet<Waiter>();
  readonly #clock: Clock;
  #active = 0;
  #pausedUntil = -Infinity;
  /** The run whose turn it is. */
  #next: Waiter | undefined;
  /** The latest reading of its clock that it has based a decision on. */
  #decidedAt = -Infinity;
  #alarm: Subscription | undefined;
  #alarmAt = Infinity;
  /** Whether the next turn goes to a run that goes on, if one waits for that. */
  #resumingNext = false;

  /** @internal Called whenever nothing holds the limit and nothing waits for it any more. */
  onRest: (() => void) | undefined;

  protected constructor({ scheduler = asyncScheduler }: LimitOptions) {
    this.#clock = new Clock(scheduler);
  }

  /** How many attempts hold it. */
  get active(): number {
    return this.#active;
  }

  /** How many branches and suspended attempts wait for it. */
  get waiting(): number {
    return this.#waiters().reduce((sum, waiter) => sum + waiter.heldUpBy(this), 0);
  }

  /**
   * Pauses the limit: nothing starts or goes on; attempts in flight continue. A pause that lasts
   * longer is not shortened.
   *
   * @param ms - the duration from now, in ms; `Infinity` until {@link resume}
   * @throws TypeError, RangeError if `ms` is not a number >= 0
   */
  pauseFor(ms: number): void {
    check('pauseFor: ms', MILLISECONDS, ms);
    this.#pausedUntil = Math.max(this.#pausedUntil, this.now() + ms);
    this.#setAlarm();
  }

  /** Ends a pause immediately. Whatever waits starts and goes on as there is room. */
  resume(): void {
    this.#pausedUntil = -Infinity;
    this.changed();
    flush();
  }

  /**
   * Whether `waiter` may acquire it now: it has room, and it is not another run's turn.
   *
   * @internal
   * @param resuming - whether for an attempt that was suspended, and not for one that starts
   */
  canAcquire(waiter: Waiter, resuming: boolean): boolean {
    if (!this.#opens(resuming)) return false;
    return this.#next === waiter || this.#queue() === undefined;
  }

  /** @internal Acquires it, after {@link canAcquire} has returned true. */
  acquire(resuming: boolean): void {
    this.#active++;
    this.#next = undefined;
    if (!resuming) this.started();
  }

  /** @internal Whether it uses the results of attempts. */
  get observesLatency(): boolean {
    return this.observe !== undefined;
  }

  /** @internal Releases it, and passes the result of the attempt if it has ended. */
  release(sample?: Sample): void {
    this.#active--;
    if (sample !== undefined) this.observe?.(sample);
    this.changed();
    this.#tellIfResting();
  }

  /** @internal Waits for a turn, or keeps waiting. */
  wait(waiter: Waiter, resuming: boolean): void {
    (resuming ? this.#resuming : this.#starting).add(waiter);
    this.#setAlarm();
  }

  /** @internal Stops waiting. The caller must make sure that turns are taken afterwards. */
  leave(waiter: Waiter): void {
    this.#starting.delete(waiter);
    this.#resuming.delete(waiter);
    // It may have been its turn.
    this.changed();
    this.#setAlarm();
    this.#tellIfResting();
  }

  /** @internal Gives `waiter` its turn at once if it is next, and returns whether it is. */
  offers(waiter: Waiter): boolean {
    const queue = this.#queue();
    if (queue?.first !== waiter) return false;
    this.#dequeue(queue);
    return true;
  }

  /**
   * @internal Whether every attempt that holds it contains a run that can do nothing but wait for
   *   it.
   */
  get isDeadlocked(): boolean {
    return !this.hasRoom() && new Set(this.#waiters().flatMap((waiter) => waiter.holders(this))).size === this.#active;
  }

  /** @internal Gives turns while it has room. */
  drain(): void {
    // A turn that has been offered is over.
    this.#next = undefined;
    for (let queue; (queue = this.#queue()) !== undefined;) this.#giveTurn(queue);
    this.#setAlarm();
    this.#tellIfResting();
  }

  /** @internal Whether nothing holds it and nothing waits for it. */
  get resting(): boolean {
    return this.#active + this.#starting.size + this.#resuming.size === 0;
  }

  /** @internal Whether it rests and has no past that matters: it behaves as if it were new. */
  get idle(): boolean {
    return this.resting && this.now() >= Math.max(this.#pausedUntil, this.forgetsAt());
  }

  /** The time of its clock, in ms. */
  protected now(): number {
    return this.#clock.now();
  }

  /**
   * There may be more room than before. Waiting runs get their turns when no run is in its loop;
   * the caller must see to that.
   */
  protected changed(): void {
    if (this.#starting.size + this.#resuming.size > 0) schedule(this);
  }

  /**
   * @internal How many more attempts could start now, if it admits one and no other run acquires
   *   it.
   */
  abstract get room(): number;

  /** Whether there is room for one more attempt in flight, whatever the time. */
  protected abstract hasRoom(): boolean;

  /** The earliest time for the next start. An attempt that goes on need not wait for it. */
  protected startsAt(): number {
    return -Infinity;
  }

  /** The time at which it behaves as if nothing had ever started, if nothing starts until then. */
  protected forgetsAt(): number {
    return -Infinity;
  }

  /** An attempt starts now. */
  protected started(): void {
    // Most limits only count attempts in flight.
  }

  /** Called after an attempt has ended and no longer counts as active. It must not throw. */
  protected observe?(sample: Sample): void;

  #waiters(): Waiter[] {
    return [...new Set([...this.#starting, ...this.#resuming])];
  }

  #opensAt(resuming: boolean): number {
    return Math.max(this.#pausedUntil, resuming ? -Infinity : this.startsAt());
  }

  #opens(resuming: boolean): boolean {
    if (!this.hasRoom()) return false;
    const at = this.#opensAt(resuming);
    // Most limits are open at any time, and need no clock.
    if (at > this.#decidedAt) this.#decidedAt = this.now();
    return at <= this.#decidedAt;
  }

  /** The queue whose turn is next, if any: starting and going on alternate. */
  #queue(): FifoSet<Waiter> | undefined {
    if (this.#starting.size + this.#resuming.size === 0) return undefined;
    const isResuming = this.#resumingNext;
    return this.#due(isResuming) ?? this.#due(!isResuming);
  }

  /**
   * The queue of one kind, if its first run could go now. Reading the clock, which may be the
   * user's, may end any waiting run.
   */
  #due(isResuming: boolean): FifoSet<Waiter> | undefined {
    const queue = isResuming ? this.#resuming : this.#starting;
    return queue.size > 0 && this.#opens(isResuming) && queue.size > 0 ? queue : undefined;
  }

  /**
   * Gives the first run in a queue its turn, which it may decline. If it throws, the others still
   * get theirs.
   */
  #giveTurn(queue: FifoSet<Waiter>): void {
    try {
      this.#dequeue(queue).turn(this);
    } catch (error) {
      schedule(this);
      throw error;
    } finally {
      this.#next = undefined;
    }
  }

  /** Removes the first run of a queue, and records that it is its turn. */
  #dequeue(queue: FifoSet<Waiter>): Waiter {
    const waiter = queue.shift() as Waiter;
    this.#resumingNext = queue === this.#starting;
    this.#next = waiter;
    return waiter;
  }

  #tellIfResting(): void {
    if (this.onRest !== undefined && this.resting) this.onRest();
  }

  /**
   * Sets a timer if only time holds up a waiting run. If there is no room, the next release wakes
   * it.
   */
  #setAlarm(): void {
    const at = this.hasRoom() ? Math.min(this.#waitsUntil(true), this.#waitsUntil(false)) : Infinity;
    if (at === this.#alarmAt) return;
    this.#alarm?.unsubscribe();
    this.#alarmAt = at;
    // The alarm does not read the clock again: a run that one reading refused is woken, whatever
    // the next reading shows.
    this.#alarm = at === Infinity ? undefined : this.#clock.schedule(at, this.#ring);
  }

  /** Until when time holds up the runs in a queue, if it does. */
  #waitsUntil(resuming: boolean): number {
    const at = (resuming ? this.#resuming : this.#starting).size > 0 ? this.#opensAt(resuming) : Infinity;
    return at === -Infinity ? Infinity : at;
  }

  readonly #ring = (): void => {
    this.#alarmAt = Infinity;
    schedule(this);
    flush();
  };
}
