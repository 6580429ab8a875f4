import { Subscription } from 'rxjs';
import { isOutcome, type Outcome } from '../outcome.js';
import { OverflowError } from '../policies/overflow.js';
import { Attempt } from './attempt.js';
import { Branch } from './branch.js';
import type { Failure } from './intake.js';
import { Level } from './level.js';
import type { Plan } from './plan.js';
import { reporterOf } from './reporter.js';
import type { Consumer, Run } from './run.js';
import { Source } from './source.js';

/**
 * One run of a pipeline: it decides what starts, and when; unsubscribed, it ends.
 *
 * One loop does all the starting. Whatever changes the state (an emission, an end, a new root) wakes it or, when it is already running further down
 * the stack, leaves the work to it: so the stack stays constant.
 */
export class Dispatcher extends Subscription implements Run {
  /** Slots that are free, over all stages. */
  free: number;

  readonly #report;
  readonly #consumer;
  readonly #source;
  /** The deepest first, which is the order in which they are asked. */
  readonly #levels: Level[] = [];
  readonly #first;
  /** All that are open, in no order: each knows its place. */
  readonly #attempts: Attempt[] = [];
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
    this.#report = reporterOf(plan);
    this.#consumer = consumer;
    this.#source = new Source(this, input);
    for (const stage of [...plan.stages].reverse()) this.#levels.push(new Level(this, stage, this.#levels.at(-1)));
    this.#first = this.#levels.at(-1) as Level;
    this.add(() => {
      this.#cancel();
    });
  }

  open(): void {
    this.#source.open();
  }

  /** Starts all that may start, and ends the run if nothing is left of it: whoever has changed anything calls it. */
  wake(): void {
    if (this.#looping) return;
    this.#looping = true;
    while (!this.closed && !this.#consumer.full && this.#step());
    this.#looping = false;
    if (!this.closed && this.#source.finished && this.#live === 0) this.#finish();
  }

  /** A root has come from the source: it is let in, unless it came unasked and as many wait as may. */
  root(input: unknown): void {
    const { maxWaiting, overflow } = this.plan;
    const { waiting, room } = this.#first;
    const startable = this.#consumer.full === true ? 0 : room;
    const failure = this.#source.pushes && waiting.length - startable >= maxWaiting ? { reason: new OverflowError(maxWaiting) } : undefined;
    try {
      if (isOutcome(input)) {
        this.#source.stop({ reason: new TypeError(`a source item is an outcome of '${input.stage}': join stages with pipeline()`) });
      } else if (failure !== undefined && overflow === 'error') {
        this.#source.stop(failure);
      } else {
        this.#create(new Branch(this.#first, undefined, input, this.#roots++));
        const dropped = failure && (overflow === 'drop-oldest' ? waiting.shift() : waiting.pop());
        if (dropped !== undefined) this.#close(dropped, failure);
      }
    } finally {
      this.wake();
    }
  }

  start(branch: Branch): void {
    const attempt = new Attempt(this, branch, ++branch.attempts, this.#attempts.length);
    this.#attempts.push(attempt);
    this.free--;
    branch.level.free--;
    this.#report?.('started', branch);
    if (!this.closed) attempt.open();
  }

  /** A branch has emitted: the value is delivered, or becomes a branch of the next stage, or both in that order. */
  emit(branch: Branch, value: unknown): void {
    const { stage, next } = branch.level;
    const index = branch.emissions++;
    this.#report?.('emitted', branch, { value, index });
    if (stage.deliver === true || next === undefined) {
      const { inputs, path, attempts } = branch;
      this.#deliver({ status: 'fulfilled', value, stage: stage.name, inputs, path, index, attempts });
    }
    if (next !== undefined && !this.closed) this.#create(new Branch(next, branch, value, index));
  }

  /** An attempt has ended, and its branch with it. */
  end({ branch, failure, place }: Attempt): void {
    const last = this.#attempts.at(-1) as Attempt;
    this.#attempts[place] = last;
    last.place = place;
    this.#attempts.pop();
    branch.level.free++;
    this.#close(branch, failure);
  }

  /** Starts, or goes on with, the one thing that comes first: the deepest; or pulls a root for a slot that nothing waits for. */
  #step(): boolean {
    for (const level of this.#levels) if (level.step()) return true;
    if (!this.#source.idle || this.#first.room <= 0) return false;
    this.#source.pull();
    return true;
  }

  #create(branch: Branch): void {
    this.#live++;
    branch.level.waiting.push(branch);
    this.#report?.('waiting', branch, { input: branch.input });
  }

  /** A branch has ended, exactly once. It counts as live until all are told, so that nobody who is told can end the run before. */
  #close(branch: Branch, failure: Failure | undefined): void {
    const looping = this.#looping;
    this.#looping = true;
    this.#report?.(failure ? 'rejected' : 'completed', branch, failure);
    if (failure !== undefined) {
      const { inputs, path, attempts, level } = branch;
      this.#deliver({ status: 'rejected', reason: failure.reason, stage: level.stage.name, inputs, path, attempts });
    }
    this.#looping = looping;
    this.#live--;
  }

  /** No loop runs meanwhile, so that no outcome is delivered within the delivery of another: who has called wakes afterwards. */
  #deliver(outcome: Outcome): void {
    if (this.closed) return;
    const looping = this.#looping;
    this.#looping = true;
    this.#consumer.next(outcome);
    this.#looping = looping;
  }

  #finish(): void {
    const { failure } = this.#source;
    this.unsubscribe();
    if (failure === undefined) this.#consumer.complete();
    else this.#consumer.error(failure.reason);
  }

  /** Ends what is left of the run. Teardown that is not ours may throw: rxjs sees to it that all of it runs, and throws what it gathered. */
  #cancel(): void {
    const everything = new Subscription();
    // First of all: the teardown of one attempt may complete another, or feed the source.
    for (const attempt of this.#attempts) attempt.finished = true;
    everything.add(() => {
      this.#source.stop();
    });
    for (const attempt of this.#attempts) {
      everything.add(() => {
        this.#report?.('cancelled', attempt.branch);
        attempt.cancel();
      });
    }
    for (const { waiting } of this.#levels) {
      for (const branch of waiting.drain()) this.#report?.('cancelled', branch);
    }
    everything.unsubscribe();
  }
}
