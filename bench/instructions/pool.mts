import { assertDone, CHILDREN, SLOTS } from './work.mjs';

/** Starts a task that says later, never at once, how it ended. */
type Start<I, O> = (input: I, done: (value: O) => void, failed: (reason: unknown) => void) => void;

/** How many second-round tasks may wait before no more is started in the first round. */
const HIGH_WATER_MARK = 64;

/** The practical limit: two rounds with slots and backpressure, by hand, and nothing that this very work does not need. */
export async function runPool(roots: number, first: Start<number, readonly number[]>, second: Start<number, number>): Promise<void> {
  let values = 0;
  let rejected = 0;
  await new Promise<void>((resolve, reject) => {
    const waiting: number[] = [];
    let taken = 0;
    let started = 0;
    let atFirst = 0;
    let atSecond = 0;

    const expand = (leaves: readonly number[]): void => {
      atFirst--;
      for (const leaf of leaves) waiting.push(leaf);
      fill();
    };
    const fulfil = (): void => {
      atSecond--;
      values++;
      fill();
    };
    const isolate = (): void => {
      atSecond--;
      rejected++;
      fill();
    };
    const fill = (): void => {
      while (atSecond < SLOTS && taken < waiting.length) {
        atSecond++;
        second(waiting[taken++] as number, fulfil, isolate);
      }
      if (taken > 1_000) {
        waiting.splice(0, taken);
        taken = 0;
      }
      while (atFirst < SLOTS && started < roots && waiting.length - taken < HIGH_WATER_MARK) {
        atFirst++;
        first(started++, expand, reject);
      }
      if (values + rejected === roots * CHILDREN) resolve();
    };
    fill();
  });
  assertDone({ values, rejected }, roots);
}
