import { Subscription, type Observer } from 'rxjs';
import { isOutcome, type Outcome } from '../outcome.js';
import { OverflowError } from '../policies/overflow.js';
import { Attempt } from './attempt.js';
import { Branch } from './branch.js';
import type { Failure } from './intake.js';
import { Level } from './level.js';
import type { Plan } from './plan.js';
import { reporterOf, type Report } from './reporter.js';
import type { Run } from './run-iterator.js';
import { Source } from './source.js';

/**
 * One run of a pipeline: it decides what starts, and when.
 *
 * One loop does all the starting. Whatever changes the state (an emission, an end, a new root) wakes it or, when it is already running further down
 * the stack, leaves the work to it: so the stack stays constant.
 */
export class Dispatcher implements Run {
  /** Ends the run; done by itself when the run completes. */
  readonly teardown = new Subscription(() => {
    this.cancel();
  });

  /** Slots taken, over all stages. */
  working = 0;

  private readonly report: Report | undefined;
  private readonly levels: readonly Level[];
  private readonly source = new Source(this);
  /** All that are open, in no order: each knows its place. */
  private readonly attempts: Attempt[] = [];
  /** Branches created and not ended. */
  private live = 0;
  private roots = 0;
  private looping = false;
  private paused = false;
  private closed = false;

  constructor(
    private readonly plan: Plan,
    private readonly input: unknown,
    private readonly destination: Observer<Outcome>,
  ) {
    this.report = reporterOf(plan);
    const levels: Level[] = [];
    for (const stage of [...plan.stages].reverse()) levels.unshift(new Level(stage, levels[0], this.teardown));
    this.levels = levels;
  }

  open(): void {
    this.source.open(this.input);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.wake();
  }

  /** Starts all that may start, and ends the run if nothing is left of it: whoever has changed anything calls it. */
  wake(): void {
    if (this.looping) return;
    this.looping = true;
    while (!this.closed && !this.paused && this.step());
    this.looping = false;
    if (!this.closed && this.source.finished && this.live === 0) this.finish();
  }

  /** A root has come from the source. */
  root(input: unknown): void {
    if (isOutcome(input)) {
      this.source.stop({ reason: new TypeError(`a source item is an outcome of '${input.stage}': join stages with pipeline(…)`) });
    } else {
      this.admit(new Branch(this.first, undefined, input, this.roots++));
    }
    this.wake();
  }

  /** A branch has emitted: the value is delivered, or becomes a branch of the next stage, or both in that order. */
  emit(branch: Branch, value: unknown): void {
    const { stage, next } = branch.level;
    const index = branch.emissions++;
    this.report?.('emitted', branch, { value, index });
    if (stage.deliver) {
      const { inputs, path, attempts } = branch;
      this.deliver({ status: 'fulfilled', value, stage: stage.name, inputs, path, index, attempts });
    }
    if (next !== undefined && !this.closed) this.add(new Branch(next, branch, value, index));
  }

  /** An attempt has ended, and its branch with it. */
  end(attempt: Attempt): void {
    const last = this.attempts.pop() as Attempt;
    if (last !== attempt) {
      last.place = attempt.place;
      this.attempts[last.place] = last;
    }
    attempt.branch.level.open--;
    this.close(attempt.branch, attempt.failure);
  }

  private get first(): Level {
    return this.levels[0] as Level;
  }

  /** Starts, or goes on with, the one thing that comes first: the deepest. @returns whether there was any */
  private step(): boolean {
    const { highWaterMark } = this.plan;
    const free = this.working < this.plan.concurrency;
    for (let depth = this.levels.length - 1; depth >= 0; depth--) {
      const level = this.levels[depth] as Level;
      if (level.next !== undefined && level.next.waiting.length >= highWaterMark) continue;
      const listing = level.listing.shift();
      if (listing !== undefined) {
        listing.pull();
        return true;
      }
      if (!free) continue;
      const suspended = level.suspended.shift();
      if (suspended !== undefined) {
        suspended.pull();
        return true;
      }
      if (level.open >= level.stage.concurrency) continue;
      const branch = level.waiting.shift();
      if (branch !== undefined) {
        this.start(branch);
        return true;
      }
      if (depth === 0 && this.source.idle) {
        this.source.pull();
        return true;
      }
    }
    return false;
  }

  private start(branch: Branch): void {
    const attempt = new Attempt(this, branch, ++branch.attempts);
    branch.level.open++;
    this.working++;
    attempt.place = this.attempts.push(attempt) - 1;
    this.report?.('started', branch);
    if (!this.closed) attempt.start();
  }

  /** Lets a root in, unless as many wait as may: a source that is pulled never comes to that. */
  private admit(root: Branch): void {
    const { maxWaiting, overflow } = this.plan;
    const { waiting } = this.first;
    if (waiting.length - this.startable() < maxWaiting) {
      this.add(root);
      return;
    }
    const failure = { reason: new OverflowError(maxWaiting) };
    if (overflow === 'error') {
      this.source.stop(failure);
      return;
    }
    const dropped = (overflow === 'drop-oldest' ? waiting.shift() : undefined) ?? root;
    this.create(root);
    if (dropped !== root) waiting.push(root);
    this.close(dropped, failure);
  }

  /** How many roots could start now, going by the slots that are free. */
  private startable(): number {
    const { open, stage, next } = this.first;
    if (this.paused || (next !== undefined && next.waiting.length >= this.plan.highWaterMark)) return 0;
    return Math.min(stage.concurrency - open, this.plan.concurrency - this.working);
  }

  private add(branch: Branch): void {
    branch.level.waiting.push(branch);
    this.create(branch);
  }

  private create(branch: Branch): void {
    this.live++;
    this.report?.('waiting', branch, { input: branch.input });
  }

  /** A branch has ended, exactly once. */
  private close(branch: Branch, failure: Failure | undefined): void {
    this.live--;
    if (failure === undefined) {
      this.report?.('completed', branch);
    } else {
      this.report?.('rejected', branch, failure);
      const { inputs, path, attempts } = branch;
      this.deliver({ status: 'rejected', reason: failure.reason, stage: branch.level.stage.name, inputs, path, attempts });
    }
  }

  /** No loop runs meanwhile, so that no outcome is delivered within the delivery of another: who has called wakes afterwards. */
  private deliver(outcome: Outcome): void {
    if (this.closed) return;
    const { looping } = this;
    this.looping = true;
    this.destination.next(outcome);
    this.looping = looping;
  }

  private finish(): void {
    this.closed = true;
    const { failure } = this.source;
    if (failure === undefined) this.destination.complete();
    else this.destination.error(failure.reason);
    this.teardown.unsubscribe();
  }

  /** Ends the run in the middle. Teardown that is not ours may throw: rxjs sees to it that all of it runs, and throws what it gathered. */
  private cancel(): void {
    if (this.closed) return;
    this.closed = true;
    const everything = new Subscription();
    for (const attempt of this.attempts) {
      everything.add(() => {
        this.report?.('cancelled', attempt.branch);
        attempt.cancel();
      });
    }
    for (const { waiting } of this.levels) {
      for (let branch = waiting.shift(); branch !== undefined; branch = waiting.shift()) this.report?.('cancelled', branch);
    }
    everything.add(() => {
      this.source.stop();
    });
    everything.unsubscribe();
  }
}
