import fc, { type Arbitrary } from 'fast-check';
import type { Outcome } from 'rxjs-stages';
import type { Run } from './run.js';
import { PLAIN } from './tree.js';

/** What a consumer that iterates does before it settles for one result after the other: it asks, for several at once, and lets frames go by. */
export type Habit = readonly { readonly asks: number; readonly frames: number }[];

export const habits: Arbitrary<Habit> = fc.array(fc.record({ asks: fc.nat(3), frames: fc.nat(3) }, PLAIN), { maxLength: 6 });

/** Iterates a run's outcomes as its habit is, to the end or until it leaves. */
export class Consumer {
  private readonly iterator: AsyncIterator<Outcome>;
  private pending = 0;

  constructor(private readonly run: Run) {
    const source = run.source();
    // If nobody ever asks, nobody hears of its rejection: that is its maker's affair.
    if (source instanceof Promise) source.catch(() => undefined);
    this.iterator = run.pipeline(source)[Symbol.asyncIterator]();
    run.leaveBy(() => {
      void this.iterator.return?.();
    });
  }

  async consume(habit: Habit): Promise<void> {
    const { run } = this;
    await run.settle();
    for (const { asks, frames } of habit) {
      for (let count = 0; count < asks; count++) this.ask();
      await run.settle();
      for (let count = 0; count < frames && run.clock.tick(); count++) await run.settle();
    }
    while (run.seen.state === 'running') {
      if (this.pending === 0) this.ask();
      await run.settle();
      if (this.pending > 0 && !run.clock.tick()) break;
    }
    await run.playWithPromises();
    if (this.pending > 0) run.seen.violations.push('C2 a next() is pending for ever');
    this.ask();
    await run.settle();
    if (this.pending > 0) run.seen.violations.push('C2 a next() after the end is pending');
  }

  private ask(): void {
    const { seen } = this.run;
    seen.record({ type: 'asked' });
    this.pending++;
    const number = seen.asked;
    const ask = (): Promise<IteratorResult<Outcome>> => this.iterator.next();
    // The first one subscribes.
    (number === 1 ? this.run.enter(ask) : ask()).then(
      (result) => {
        this.pending--;
        if (result.done === true) {
          if (seen.state === 'running') seen.record({ type: 'finished' });
        } else {
          if (number !== seen.outcomes.length + 1) seen.violations.push('B5 an answer goes to another request');
          seen.record({ type: 'delivered', outcome: result.value });
          this.run.called('outcome');
        }
      },
      (reason: unknown) => {
        this.pending--;
        if (seen.state !== 'left' || number > seen.askedBefore) seen.record({ type: 'finished', failure: { reason } });
      },
    );
    if (seen.asked === 1) this.run.begin?.();
  }
}
