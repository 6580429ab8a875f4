import { check, count } from '../../check.js';
import { quote } from '../../quote.js';
import { parse } from '../diagrams/marks.js';
import type { StagesScheduler } from '../stages-scheduler.js';
import { Statement } from '../statement.js';
import { absenceOf, COUNT_TARGETS, listOf, titleOf, type CountTarget, type CountTargets } from '../count-target.js';
import type { WatchedRuns } from '../watched-runs.js';
import { Expectation, failWithDiagrams, firstDifference, type Seen } from './expectation.js';
import { pasteCounts } from './pasted.js';

/** An expectation about a number that changes. */
export interface CountExpectation {
  /**
   * Expects what the number is, and when.
   *
   * @param marbles - each digit is the number from the end of that ms on: `0-2-1-0`. A number of
   *   several digits is in parentheses, which are as many ms wide: `--(12)-0`
   */
  toBe(marbles: string): void;
  /**
   * Expects that the number never exceeds a bound, not even for a moment.
   *
   * @param most - the bound
   */
  toStayWithin(most: number): void;
}

/** A number that changes: its value at the end of each frame, and its maximum. */
class CountRecord extends Expectation {
  readonly #steps: Seen[] = [step(0, 0)];
  #most = { count: 0, frame: 0 };
  /** Groups are forgotten when they are at rest, so this is checked each time. */
  #absence: string | undefined = '';

  constructor(
    helper: string,
    origin: Statement,
    private readonly targets: CountTargets,
    private readonly scheduler: StagesScheduler,
  ) {
    super(`${helper} of ${titleOf(targets)}`, origin, () => this.#absence);
  }

  /** Records the current number. */
  add(count: number): void {
    const { ms: frame, runs } = this.scheduler;
    if (this.#absence !== undefined)
      this.#absence = listOf(this.targets)
        .map((target) => absenceOf(target, runs))
        .find((absence) => absence !== undefined);
    if (count > this.#most.count) this.#most = { count, frame };
    addStep(this.#steps, step(frame, count));
  }

  expect(statement: Statement, marbles: string): void {
    const expected = stepsOf(marbles);
    this.state(() => {
      const actual = this.#steps;
      const first = firstDifference(actual, expected, (one, other) => one?.frame === other?.frame && one?.sign === other?.sign);
      if (first === undefined) return;
      failWithDiagrams(statement, `${this.title}: the counts or their times differ from what is expected`, expected, actual, first, [
        pasteCounts(actual),
      ]);
    });
  }

  expectAtMost(statement: Statement, most: number): void {
    this.state(() => {
      const { count, frame } = this.#most;
      if (count <= most) return;
      throw statement.failure(`${this.title}: expected at most ${String(most)}, got ${String(count)} at ${String(frame)} ms`);
    });
  }
}

/**
 * Creates a scheduler's `expectActive` or `expectWaiting`; for several targets it expects the sum.
 *
 * @param numberOf - counts one target
 */
export function expectCount(
  scheduler: StagesScheduler,
  helper: string,
  numberOf: (target: CountTarget, runs: WatchedRuns) => number,
): (targets: CountTargets) => CountExpectation {
  const expectCount = (targets: CountTargets): CountExpectation => {
    check(`${helper}: target`, COUNT_TARGETS, targets);
    const record = scheduler.addFromTheBeginning(new CountRecord(helper, new Statement(expectCount), targets, scheduler));
    scheduler.runs.sampleBy(() => {
      record.add(listOf(targets).reduce((sum, target) => sum + numberOf(target, scheduler.runs), 0));
    });
    const toBe = (marbles: string): void => {
      record.expect(new Statement(toBe), marbles);
    };
    const toStayWithin = (most: number): void => {
      check('toStayWithin: most', count(0), most);
      record.expectAtMost(new Statement(toStayWithin), most);
    };
    return { toBe, toStayWithin };
  };
  return expectCount;
}

/** The changes in a diagram. Before the first one the number is 0. */
function stepsOf(marbles: string): Seen[] {
  const numbers = new Map<number, string>();
  for (const { frame, sign } of parse(marbles)) numbers.set(frame, (numbers.get(frame) ?? '') + sign);
  const steps: Seen[] = [step(0, 0)];
  for (const [frame, number] of numbers) {
    if (!/^\d+$/.test(number)) throw new TypeError(`A diagram of counts must contain only numbers, got ${quote(number)} in ${quote(marbles)}`);
    addStep(steps, step(frame, Number(number)));
  }
  return steps;
}

function step(frame: number, count: number): Seen {
  const sign = String(count);
  return { frame, sign, words: sign };
}

/** Adds a step if the number has changed. Of the steps at one frame, the last one counts. */
function addStep(steps: Seen[], next: Seen): void {
  if (steps.at(-1)?.frame === next.frame) steps.pop();
  if (steps.at(-1)?.sign !== next.sign) steps.push(next);
}
