import fc from 'fast-check';
import { countUpTo, isAttempt, play, type Run } from '../../playground/play';
import { PRESETS, type Scenario, type StageSettings } from '../../playground/scenario';
import { planned, scenarios } from './scenarios';

type Runs = readonly [barrier: Run, perItem: Run, stages: Run];

const playAll = (scenario: Scenario): Runs => play(planned(scenario)) as unknown as Runs;

const outcomes = ({ delivered }: Run): string[] =>
  delivered.map(({ branch, isFulfilled }) => `${branch.path.join('.')} ${isFulfilled ? 'fulfilled' : 'rejected'}`).sort();

const attempts = ({ spans }: Run): string[] =>
  spans
    .filter(isAttempt)
    .map(({ row, kind, start, end }) => `${String(row)} ${kind} ${String(end - start)}`)
    .sort();

/** One item after another, each request as long as it is said to be. */
const plain = (settings: Partial<StageSettings>[], items: number): Scenario => ({
  items,
  seed: 1,
  stages: settings.map((each, index) => ({
    ...{ name: `stage${String(index + 1)}`, from: 10, to: 10, slow: 0, min: 2, max: 2, fail: 0, retry: 0, concurrency: 1 },
    ...each,
  })),
});

describe('three ways to run a scenario', () => {
  it('make the same requests, and deliver the same outcomes', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const [barrier, perItem, stages] = playAll(scenario);

        for (const run of [perItem, stages]) {
          expect(outcomes(run)).toEqual(outcomes(barrier));
          expect(attempts(run)).toEqual(attempts(barrier));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('exceed no bound, but for the one that gives each item bounds of its own', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const [barrier, perItem, stages] = playAll(scenario);
        const bounds = scenario.stages.map(({ concurrency }) => concurrency);

        for (const { peaks } of [barrier, stages])
          for (const [index, peak] of peaks.entries()) expect(peak).toBeLessThanOrEqual(bounds[index] as number);
        expect(perItem.peaks[0]).toBeLessThanOrEqual(bounds[0] as number);
      }),
      { numRuns: 25 },
    );
  });

  it('start no request before its parent has answered, and a branch has no gap in its bar', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const { branches } = planned(scenario);
        for (const { spans } of playAll(scenario)) {
          const bars = branches.map(({ row }) => spans.filter((span) => span.row === row));
          for (const bar of bars) for (const [index, { start }] of bar.slice(1).entries()) expect(start).toBe(bar[index]?.end);
          for (const { row, children } of branches) for (const child of children) expect(bars[child.row]?.[0]?.start).toBe(bars[row]?.at(-1)?.end);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('take the times that can be worked out by hand', () => {
    // Two items, two children each, 10 ms a request: one at once in round one, two at once in round two.
    const [barrier, perItem, stages] = playAll(plain([{}, { concurrency: 2 }], 2));

    expect([barrier.first, barrier.total]).toEqual([30, 40]);
    expect([perItem.first, perItem.total]).toEqual([20, 40]);
    expect([stages.first, stages.total]).toEqual([20, 30]);
  });

  it('hold a slot while they wait for a retry, but for rxjs-stages', () => {
    const scenario = { ...plain([{ fail: 50, retry: 1, min: 1, max: 1 }, {}], 12) };
    const [barrier, , stages] = playAll(scenario);
    const firstRound = ({ spans }: Run): number => Math.max(...spans.filter((span) => span.stage === 0).map(({ end }) => end));
    const retries = planned(scenario).branches.filter(({ stage, attempts: made }) => stage === 0 && made.length === 2).length;

    expect(retries).toBeGreaterThan(1);
    expect(firstRound(barrier)).toBe(10 * (12 + retries) + 100 * retries);
    expect(firstRound(stages)).toBeLessThan(10 * (12 + retries) + 2 * 100);
  });

  // The order in which requests start is chance, and an unlucky one starts a long request last.
  it('are not always shortest with rxjs-stages, as the page says', () => {
    const longer = Array.from({ length: 20 }, (_, seed) => {
      const [barrier, , stages] = playAll({
        ...plain(
          [
            { from: 1, to: 40, concurrency: 4 },
            { from: 1, to: 400, concurrency: 4 },
          ],
          4,
        ),
        seed,
      });
      return stages.total > barrier.total;
    });

    expect(longer).toContain(true);
    expect(longer).toContain(false);
  });

  it.each(Object.entries(PRESETS))('show what is claimed of the preset %s', (_name, scenario) => {
    const [barrier, , stages] = playAll(scenario);

    expect(stages.first).toBeLessThan(barrier.first as number);
    expect(stages.total).toBeLessThan(barrier.total);
  });
});

test('countUpTo counts what is not above a bound', () => {
  expect([0, 1, 2, 3, 9].map((bound) => countUpTo([1, 2, 2, 5], bound))).toEqual([0, 1, 3, 3, 4]);
});
