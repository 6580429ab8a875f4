import { asyncScheduler, type SchedulerLike, type Subscription } from 'rxjs';
import { brand } from '../../brand.js';
import { check, MILLISECONDS, SCHEDULER, type Rule } from '../../check.js';
import { Clock } from '../clock.js';
import { later, takeTurns, type Due } from '../turns.js';

/** One run, as the limits know it that hold it up. */
export interface Taker {
  /** It is its turn at `limit`: within this call, and once, it may take before anybody else. */
  turn(limit: Limit): void;
}

/** What one attempt was like, for a limit that learns of it. */
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
export abstract class Limit implements Due {
  static {
    brand(this.prototype);
  }

  /** Those who wait to start, and those who wait to go on: first come, first served. */
  readonly #starting = new Set<Taker>();
  readonly #resuming = new Set<Taker>();
  readonly #clock: Clock;
  /** Whose turn it is. */
  #taker: Taker | undefined;
  #active = 0;
  #waiting = 0;
  #pausedUntil = -Infinity;
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
    return this.#waiting;
  }

  /**
   * Lets nothing start or go on for a while; what works goes on. A pause that lasts longer stays as it is.
   *
   * @param ms - how long, from now
   * @throws TypeError, RangeError if it is no number of ms
   */
  pauseFor(ms: number): void {
    check('pauseFor: ms', MILLISECONDS, ms);
    this.#pausedUntil = Math.max(this.#pausedUntil, this.now() + ms);
    this.#setAlarm();
  }

  /**
   * Whether `taker` may take it now: it has room, and nobody waits whose turn it would be.
   *
   * @internal
   * @param resuming - whether for an attempt that was suspended, and not for one that starts
   */
  admits(taker: Taker, resuming: boolean): boolean {
    return this.#opens(resuming) && (this.#taker === taker || !(this.#calls(this.#starting, false) || this.#calls(this.#resuming, true)));
  }

  /** @internal Takes it: {@link admits} has said so. */
  take(resuming: boolean): void {
    this.#active++;
    this.#taker = undefined;
    if (!resuming) this.started();
  }

  /** @internal Whether it wants to know what attempts are like. */
  get learns(): boolean {
    return this.learn !== undefined;
  }

  /** @internal Gives it back, and says how the attempt has ended, if it has. */
  release(sample?: Sample): void {
    this.#active--;
    if (sample !== undefined) this.learn?.(sample);
    this.changed();
    this.#tellIfResting();
  }

  /** @internal Waits for a turn, or goes on waiting. */
  enlist(taker: Taker, resuming: boolean): void {
    (resuming ? this.#resuming : this.#starting).add(taker);
    this.#setAlarm();
  }

  /** @internal Waits no more. */
  leave(taker: Taker): void {
    this.#starting.delete(taker);
    this.#resuming.delete(taker);
    this.#setAlarm();
    this.#tellIfResting();
  }

  /** @internal Counts those that it holds up. */
  holdsUp(change: number): void {
    this.#waiting += change;
    this.#tellIfResting();
  }

  /** @internal Gives turns, to one who waits to start and one who waits to go on alternately, while there is room. */
  wake(): void {
    let more = true;
    while (more) more = this.#giveTurn(this.#resumingNext) || this.#giveTurn(!this.#resumingNext);
    this.#setAlarm();
    this.#tellIfResting();
  }

  /** @internal Whether nothing holds it and nothing waits for it. */
  get resting(): boolean {
    return this.#active + this.#waiting + this.#starting.size + this.#resuming.size === 0;
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
    if (this.#starting.size + this.#resuming.size > 0) later(this);
  }

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

  /** An attempt has ended, and is no longer counted as at work; most limits do not learn of it. It does not throw. */
  protected learn?(sample: Sample): void;

  #opensAt(resuming: boolean): number {
    return Math.max(this.#pausedUntil, resuming ? -Infinity : this.startsAt());
  }

  #opens(resuming: boolean): boolean {
    if (!this.hasRoom()) return false;
    const at = this.#opensAt(resuming);
    // Most limits are open at any time, and need no clock.
    return at === -Infinity || this.now() >= at;
  }

  /** Whether it is somebody's turn. */
  #calls(queue: Set<Taker>, resuming: boolean): boolean {
    return queue.size > 0 && this.#opens(resuming);
  }

  #giveTurn(resuming: boolean): boolean {
    const queue = resuming ? this.#resuming : this.#starting;
    const [taker] = queue;
    if (taker === undefined || !this.#opens(resuming)) return false;
    queue.delete(taker);
    this.#resumingNext = !resuming;
    this.#taker = taker;
    try {
      taker.turn(this);
    } finally {
      this.#taker = undefined;
    }
    return true;
  }

  #tellIfResting(): void {
    if (this.onRest !== undefined && this.resting) this.onRest();
  }

  /** While somebody waits who could go but for the time, an alarm says when. One whose time has come rings within this moment, and is left to. */
  #setAlarm(): void {
    const now = this.now();
    const waiting = this.#starting.size + this.#resuming.size > 0;
    const resumes = this.#opensAt(true);
    const at = this.#resuming.size > 0 && resumes > now ? resumes : this.#starting.size > 0 ? this.#opensAt(false) : Infinity;
    if (this.#alarm !== undefined && (at === this.#alarmAt || (waiting && this.#alarmAt <= now))) return;
    this.#alarm?.unsubscribe();
    this.#alarm = undefined;
    this.#alarmAt = at;
    if (at <= now || at === Infinity) return;
    this.#alarm = this.#clock.schedule(at, () => {
      this.#alarm = undefined;
      later(this);
      takeTurns();
    });
  }
}
