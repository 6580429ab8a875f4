import { Subscription } from 'rxjs';
import { isOutcome, type Outcome } from '../outcome.js';
import { propertyOf } from '../property-of.js';
import { Clock } from '../policies/clock.js';
import type { Limit, Sample, Taker } from '../policies/limits/limit.js';
import { OverflowError } from '../policies/overflow.js';
import { beginLoop, endLoop, takeTurns } from '../policies/turns.js';
import { quote } from '../quote.js';
import { assume, captureContext, enter, isCurrent, within, type AsyncContext } from './async-context.js';
import { Alarms } from './paced/alarms.js';
import { Attempt } from './attempt.js';
import type { Branch } from './branch.js';
import type { Failure } from './intake.js';
import type { Level } from './level.js';
import { createLevel } from './create-level.js';
import type { Plan } from './plan.js';
import { reporterOf } from './reporter.js';
import type { Consumer, Run } from './run.js';
import { Source } from './source.js';
import { SourceOrder } from './governed/source-order.js';

/* What is called in an async context. */

function pull(source: Source): void {
  source.pull();
}

function start(run: Dispatcher, branch: Branch): void {
  run.startHere(branch);
}

function drop(branch: Branch, failure: Failure | undefined): void {
  branch.level.run.close(branch, failure);
}

function cancel(run: Dispatcher, cancelled: Attempt | Branch): void {
  run.report?.('cancelled', cancelled instanceof Attempt ? cancelled.branch : cancelled);
  cancelled.cancel();
}

function complete(consumer: Consumer<Outcome>): void {
  consumer.complete();
}

function error(consumer: Consumer<Outcome>, reason: unknown): void {
  consumer.error(reason);
}

/**
 * One run of a pipeline: it decides what starts, and when; unsubscribed, it ends.
 *
 * One loop does all the starting. Whatever changes the state (an emission, an end, a new root) wakes it or, when it is already running further down
 * the stack, leaves the work to it: so the stack stays constant.
 */
export class Dispatcher extends Subscription implements Run, Taker {
  /** Slots that are free, over all stages. */
  free: number;
  readonly report;
  /** Its time. */
  readonly clock;
  /** Whatever has its time. */
  readonly alarms;
  /** Holds back what is to be delivered in source order. */
  readonly order: SourceOrder | undefined;

  readonly #consumer;
  readonly #source;
  /** The deepest first, which is the order in which they are asked. */
  readonly levels: Level[] = [];
  readonly #first;
  /** Whether any of its stages shares anything with other runs. */
  readonly #shares;
  /** The limits that it waits for. */
  readonly #limits = new Set<Limit>();
  /** All that are open, in no order: each knows its place. */
  readonly attempts: Attempt[] = [];
  /** Branches created and not ended. */
  #live = 0;
  #roots = 0;
  #looping = false;

  constructor(
    readonly plan: Plan,
    input: unknown,
    consumer: Consumer<Outcome>,
  ) {
    super();
    this.free = plan.concurrency;
    this.report = reporterOf(plan, this);
    this.clock = new Clock(plan.scheduler);
    this.alarms = new Alarms(this.clock);
    this.#consumer = consumer;
    this.#source = new Source(this, input);
    this.order =
      plan.order === 'source'
        ? new SourceOrder((outcome) => {
            this.#deliver(outcome);
          })
        : undefined;
    for (const stage of [...plan.stages].reverse()) {
      this.levels.push(createLevel(this, stage, this.levels.at(-1)));
    }
    this.#first = this.levels.at(-1) as Level;
    this.#shares = this.levels.some(({ shares }) => shares);
    this.add(() => {
      this.#cancel();
    });
  }

  /** The async context of the subscription. */
  context: AsyncContext | undefined = undefined;

  open(): void {
    this.context = captureContext();
    const before = assume(this.context);
    try {
      this.#source.open();
    } finally {
      assume(before);
    }
  }

  /** Starts all that may start, and ends the run if nothing is left of it: whoever has changed anything calls it. */
  wake(): void {
    if (this.#looping) return;
    this.#looping = true;
    if (this.#shares) beginLoop();
    try {
      while (!this.closed && !this.#consumer.full && this.#step());
    } finally {
      this.#looping = false;
      if (this.#shares) endLoop();
    }
    if (!this.closed && this.#source.finished && this.#live === 0) this.#finish();
  }

  /** A root has come from the source: it is let in, unless it came unasked and as many wait as may. */
  root(input: unknown, context: AsyncContext | undefined): void {
    const { maxWaiting, overflow } = this.plan;
    const { queued, room } = this.#first;
    const startable = this.#consumer.full === true ? 0 : room;
    const failure = this.#source.pushes && queued - startable >= maxWaiting ? { reason: new OverflowError(maxWaiting) } : undefined;
    try {
      const isOne = isOutcome(input);
      // Looking at it may have ended the run.
      if (this.closed) return;
      if (isOne) {
        this.#source.stop({
          reason: new TypeError(
            `The source emitted an outcome of stage ${quote(propertyOf(input, 'stage'))}: join stages with pipeline(), not with .pipe()`,
          ),
        });
      } else if (failure !== undefined && overflow === 'error') {
        this.#source.stop(failure);
      } else {
        const root = this.#first.create(undefined, input, this.#roots++, context);
        const dropped = root && failure && this.#first.overflow(root, overflow === 'drop-newest');
        if (dropped !== undefined) within(dropped.context, drop, dropped, failure);
      }
    } finally {
      this.wake();
    }
  }

  /** Starts the next attempt of a branch. */
  start(branch: Branch): void {
    if (isCurrent(branch.context)) this.startHere(branch);
    else enter(branch.context, start, this, branch);
  }

  /** Starts the next attempt of a branch, in whose async context this is called. */
  startHere(branch: Branch): void {
    const attempt = new Attempt(this, branch, ++branch.attempts, this.attempts.length);
    this.attempts.push(attempt);
    branch.level.free--;
    this.engage(attempt);
    this.report?.('started', branch);
    if (!this.closed) attempt.open();
  }

  /** A branch has emitted: the value is delivered, or becomes a branch of the next stage, or both in that order. */
  emit(branch: Branch, value: unknown): void {
    const { stage, next } = branch.level;
    const index = branch.emissions++;
    this.report?.('emitted', branch, { value, index });
    if (stage.deliver === true || next === undefined) {
      const { inputs, path, attempts } = branch;
      this.#take(branch, { status: 'fulfilled', value, stage: stage.name, inputs, path, index, attempts });
    }
    if (!this.closed) next?.create(branch, value, index);
  }

  /** An attempt has ended. */
  end(attempt: Attempt): void {
    if (this.closed) return;
    const { branch, place } = attempt;
    const last = this.attempts.at(-1) as Attempt;
    this.attempts[place] = last;
    last.place = place;
    this.attempts.pop();
    const { level } = branch;
    level.free++;
    if (level.ended) level.ended(attempt);
    else this.close(branch, attempt.failure);
  }

  /** An attempt begins to work, or goes on. */
  engage(attempt: Attempt): void {
    this.free--;
    attempt.branch.level.engage?.(attempt);
  }

  /** An attempt works no more. */
  disengage(attempt: Attempt): void {
    this.free++;
    attempt.branch.level.disengage?.(attempt);
  }

  /** A branch has been created, and waits. */
  created(branch: Branch): void {
    this.#live++;
    this.report?.('waiting', branch);
  }

  /** A branch has ended, exactly once. It counts as live until all are told, so that nobody who is told can end the run before. */
  close(branch: Branch, failure: Failure | undefined): void {
    if (this.closed) return;
    if (failure === undefined && this.report === undefined && branch.level.close === undefined) {
      this.#live--;
      return;
    }
    const looping = this.#looping;
    this.#looping = true;
    try {
      branch.level.close?.(branch);
    } finally {
      this.report?.(failure ? 'rejected' : 'completed', branch, failure);
      if (failure !== undefined) {
        const { inputs, path, attempts, level } = branch;
        this.#take(branch, { status: 'rejected', reason: failure.reason, stage: level.stage.name, inputs, path, attempts });
      }
      this.order?.end(branch);
      // Long chains would keep a row for each of their branches.
      if (branch.level.close !== undefined) branch.release();
      this.#looping = looping;
      this.#live--;
    }
  }

  /** Whether as much is held back as may be. */
  get overfull(): boolean {
    return this.order !== undefined && this.order.held >= this.plan.highWaterMark;
  }

  /** Waits for a turn at a limit. */
  enlist(limit: Limit, resuming: boolean): void {
    // Asking the limit may have ended it.
    if (this.closed) return;
    this.#limits.add(limit);
    limit.enlist(this, resuming);
  }

  /** Gives a limit back: what it has held up here may take it before anything else starts, if the turn is this run's. */
  release(limit: Limit, sample?: Sample): void {
    limit.release(sample);
    if (this.#limits.has(limit) && limit.offers(this)) this.#offer(limit);
  }

  /** Waits for a limit no more, unless any of its stages does. */
  leave(limit: Limit): void {
    if (this.levels.some((level) => level.waitsFor?.(limit))) return;
    this.#limits.delete(limit);
    limit.leave(this);
  }

  turn(limit: Limit): void {
    this.#offer(limit);
    this.wake();
  }

  /** Starts, or goes on with, the one thing that comes first: the deepest; or pulls a root for a slot that nothing waits for. */
  #step(): boolean {
    for (const level of this.levels) if (level.step()) return true;
    if (!this.#source.idle || !this.#first.hungry) return false;
    within(this.context, pull, this.#source);
    return true;
  }

  /** Branches that a limit has held up may look at it again. */
  #offer(limit: Limit): void {
    for (const level of this.levels) level.turn?.(limit);
  }

  #take(branch: Branch, outcome: Outcome): void {
    if (this.order === undefined) this.#deliver(outcome);
    else this.order.hold(branch, outcome);
  }

  /** No loop runs meanwhile, so that no outcome is delivered within the delivery of another: who has called wakes afterwards. */
  #deliver(outcome: Outcome): void {
    if (this.closed) return;
    const looping = this.#looping;
    this.#looping = true;
    try {
      this.#consumer.next(outcome);
    } finally {
      this.#looping = looping;
    }
  }

  #finish(): void {
    const { failure } = this.#source;
    this.unsubscribe();
    if (failure === undefined) within(this.context, complete, this.#consumer);
    else within(this.context, error, this.#consumer, failure.reason);
  }

  /** Ends what is left of the run. Teardown that is not ours may throw: rxjs sees to it that all of it runs, and throws what it gathered. */
  #cancel(): void {
    const everything = new Subscription();
    // First of all: the teardown of one attempt may complete another, or feed the source.
    for (const attempt of this.attempts) attempt.finished = true;
    everything.add(() => {
      this.#source.stop();
    });
    for (const attempt of this.attempts) {
      everything.add(() => {
        enter(attempt.branch.context, cancel, this, attempt);
      });
    }
    for (const level of this.levels) {
      for (const branch of level.idlers) {
        everything.add(() => {
          enter(branch.context, cancel, this, branch);
        });
      }
      everything.add(() => {
        level.cancel?.();
      });
    }
    everything.add(() => {
      this.alarms.cancel();
      for (const limit of this.#limits) limit.leave(this);
      takeTurns();
    });
    everything.unsubscribe();
  }
}
