import { asyncScheduler, type SchedulerLike, type Subscription } from 'rxjs';
import { brand } from '../../brand.js';
import { check, MILLISECONDS, SCHEDULER, type Rule } from '../../check.js';
import { FifoSet } from '../../engine/queue/fifo-set.js';
import { Clock } from '../clock.js';
import { flush, schedule, type Task } from '../trampoline.js';

/** A run that waits for a limit. */
export interface Waiter {
  /** It has its turn at `limit`: it acquires the limit within this call, or waits no more. */
  turn(limit: Limit): void;
  /** How many of its branches a limit holds up. */
  heldUpBy(limit: Limit): number;
  /** The attempts that contain it and hold a limit, if it can do nothing but wait for that limit. */
  holders(limit: Limit): readonly object[];
}

/** What one attempt was like, for a limit that observes them. */
export interface Sample {
  /** Why it failed, boxed, if it did. */
  readonly failure: { readonly reason: unknown } | undefined;
  /** How long it worked, in ms. */
  readonly duration: number;
}

/** What every limit can be given. */
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
 * A bound that stages, pipelines and whole modules share: give the same one to each of them as `limit`.
 *
 * It is held while an attempt works, and not while a branch waits, sleeps before a retry or is suspended. Runs that wait have their turns one after another. Who needs several
 * limits takes all or none of them, so none is held by somebody who waits for another.
 */
export abstract class Limit implements Task {
  static {
    brand(this.prototype);
  }

  /** Those who wait to start, and those who wait to go on: first come, first served. */
  readonly #starting = new FifoSet<Waiter>();
  readonly #resuming = new FifoSet<Waiter>();
  readonly #clock: Clock;
  #active = 0;
  #pausedUntil = -Infinity;
  /** Whose turn it is. */
  #next: Waiter | undefined;
  /** The latest reading of its clock by which it has decided anything. */
  #decidedAt = -Infinity;
  #alarm: Subscription | undefined;
  #alarmAt = Infinity;
  /** Whether the next turn is one to go on, if there is such a waiter. */
  #resumingNext = false;

  /** @internal Is told whenever nothing holds it and nothing waits for it any more. */
  onRest: (() => void) | undefined;

  protected constructor({ scheduler = asyncScheduler }: LimitOptions) {
    this.#clock = new Clock(scheduler);
  }

  /** How many attempts hold it. */
  get active(): number {
    return this.#active;
  }

  /** How many branches and suspended attempts it holds up. */
  get waiting(): number {
    return this.#waiters().reduce((sum, waiter) => sum + waiter.heldUpBy(this), 0);
  }

  /**
   * Lets nothing start or go on for a while; attempts in flight go on. A pause that lasts longer stays as it is.
   *
   * @param ms - how long, from now; `Infinity` until {@link resume}
   * @throws TypeError, RangeError if it is no number of ms
   */
  pauseFor(ms: number): void {
    check('pauseFor: ms', MILLISECONDS, ms);
    this.#pausedUntil = Math.max(this.#pausedUntil, this.now() + ms);
    this.#setAlarm();
  }

  /** Ends a pause at once, however long it was to last: what waits starts and goes on as there is room. */
  resume(): void {
    this.#pausedUntil = -Infinity;
    this.changed();
    flush();
  }

  /**
   * Whether `waiter` may take it now: it has room, and it is nobody else's turn.
   *
   * @internal
   * @param resuming - whether for an attempt that was suspended, and not for one that starts
   */
  canAcquire(waiter: Waiter, resuming: boolean): boolean {
    if (!this.#opens(resuming)) return false;
    return this.#next === waiter || this.#queue() === undefined;
  }

  /** @internal Takes it: {@link canAcquire} has said so. */
  acquire(resuming: boolean): void {
    this.#active++;
    this.#next = undefined;
    if (!resuming) this.started();
  }

  /** @internal Whether it wants to know what attempts are like. */
  get observesLatency(): boolean {
    return this.observe !== undefined;
  }

  /** @internal Gives it back, and says how the attempt has ended, if it has. */
  release(sample?: Sample): void {
    this.#active--;
    if (sample !== undefined) this.observe?.(sample);
    this.changed();
    this.#tellIfResting();
  }

  /** @internal Waits for a turn, or goes on waiting. */
  wait(waiter: Waiter, resuming: boolean): void {
    (resuming ? this.#resuming : this.#starting).add(waiter);
    this.#setAlarm();
  }

  /** @internal Waits no more; whoever calls it sees to it that turns are taken. */
  leave(waiter: Waiter): void {
    this.#starting.delete(waiter);
    this.#resuming.delete(waiter);
    // It may have been its turn.
    this.changed();
    this.#setAlarm();
    this.#tellIfResting();
  }

  /** @internal Gives `waiter` its turn at once, if it is the next to have one. @returns whether it is */
  offers(waiter: Waiter): boolean {
    const queue = this.#queue();
    if (queue?.first !== waiter) return false;
    this.#dequeue(queue);
    return true;
  }

  /** @internal Whether all that holds it contains runs that can do nothing but wait for it. */
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

  /** @internal Whether it rests, and nothing is left of its past: it is as if it were new. */
  get idle(): boolean {
    return this.resting && this.now() >= Math.max(this.#pausedUntil, this.forgetsAt());
  }

  /** The time by its clock, in ms. */
  protected now(): number {
    return this.#clock.now();
  }

  /** There may be more room than before: those who wait are told when no run is at work, which whoever has changed it sees to. */
  protected changed(): void {
    if (this.#starting.size + this.#resuming.size > 0) schedule(this);
  }

  /** @internal How many more attempts could start now, if it admits one and no other run takes it. */
  abstract get room(): number;

  /** Whether there is room for one more at work, whatever the time. */
  protected abstract hasRoom(): boolean;

  /** When the next attempt may start, as far as time decides that; for one that goes on time does not. */
  protected startsAt(): number {
    return -Infinity;
  }

  /** When it will be as if nothing had ever started, if nothing does from now on. */
  protected forgetsAt(): number {
    return -Infinity;
  }

  /** An attempt starts now. */
  protected started(): void {
    // Most limits count only what is at work.
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

  /** Where the next turn is due, if anywhere: to start and to go on have it alternately. */
  #queue(): FifoSet<Waiter> | undefined {
    if (this.#starting.size + this.#resuming.size === 0) return undefined;
    const isResuming = this.#resumingNext;
    return this.#due(isResuming) ?? this.#due(!isResuming);
  }

  /** The queue of one kind, if its first could go now. Looking at the clock, which may be the user's, may end whoever is in it. */
  #due(isResuming: boolean): FifoSet<Waiter> | undefined {
    const queue = isResuming ? this.#resuming : this.#starting;
    return queue.size > 0 && this.#opens(isResuming) && queue.size > 0 ? queue : undefined;
  }

  /** Lets the first in a queue take its turn, which it need not. If it throws, the others have theirs nevertheless. */
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

  /** Notes whose turn it is: the first one's in a queue. */
  #dequeue(queue: FifoSet<Waiter>): Waiter {
    const waiter = queue.shift() as Waiter;
    this.#resumingNext = queue === this.#starting;
    this.#next = waiter;
    return waiter;
  }

  #tellIfResting(): void {
    if (this.onRest !== undefined && this.resting) this.onRest();
  }

  /** While a waiter waits that could go but for the time, an alarm says when. If there is no room, the next release does. */
  #setAlarm(): void {
    const at = this.hasRoom() ? Math.min(this.#waitsUntil(true), this.#waitsUntil(false)) : Infinity;
    if (at === this.#alarmAt) return;
    this.#alarm?.unsubscribe();
    this.#alarmAt = at;
    // It does not look at the clock again: what was refused by one reading is woken, whatever the next one shows.
    this.#alarm = at === Infinity ? undefined : this.#clock.schedule(at, this.#ring);
  }

  /** Until when time holds up those in a queue, if it does. */
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
