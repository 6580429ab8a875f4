import { planOf } from '../../playground/plan';
import { NEW_STAGE, problemOf, type Scenario, type StageSettings } from '../../playground/scenario';
import { planned } from './scenarios';

const scenario = (settings: Partial<StageSettings>, items = 500): Scenario => ({
  items,
  seed: 1,
  stages: [
    { ...NEW_STAGE, ...settings, name: 'first' },
    { ...NEW_STAGE, name: 'second' },
  ],
});

describe('the requests of a scenario', () => {
  it('are the same for the same seed, and others for another one', () => {
    expect(planned(scenario({}))).toEqual(planned(scenario({})));
    expect(planned({ ...scenario({}), seed: 2 }).branches.map(({ attempts }) => attempts)).not.toEqual(planned(scenario({})).branches);
  });

  it('are slow and fail about as often as they should', () => {
    const { roots } = planned(scenario({ from: 10, to: 20, slow: 20, fail: 30, retry: 0, min: 0, max: 2 }));
    const part = (isSo: (root: (typeof roots)[number]) => boolean): number => roots.filter(isSo).length / roots.length;

    expect(part(({ attempts }) => (attempts[0]?.ms ?? 0) >= 100)).toBeCloseTo(0.2, 1);
    expect(part(({ attempts }) => attempts[0]?.fails === true)).toBeCloseTo(0.3, 1);
    expect(part(({ children }) => children.length === 2)).toBeCloseTo(0.7 / 3, 1);
    expect(new Set(roots.map(({ attempts }) => attempts[0]?.ms)).size).toBeGreaterThan(15);
  });

  it('of neighbouring seeds have nothing in common', () => {
    const slow = [1, 2, 3].map((seed) =>
      planned({ ...scenario({ from: 1, to: 1, slow: 10 }), seed }).roots.flatMap(({ row, attempts }) => (attempts[0]?.ms === 1 ? [] : [row])),
    );
    const [one = [], two = [], three = []] = slow;

    expect(one.filter((row) => two.includes(row)).length).toBeLessThan(one.length / 3);
    expect(two.filter((row) => three.includes(row)).length).toBeLessThan(two.length / 3);
  });

  it('end with the first attempt that does not fail, or with the last retry', () => {
    const { branches } = planned(scenario({ fail: 60, retry: 2 }));
    for (const { attempts, stage, children } of branches) {
      expect(attempts.length).toBeLessThanOrEqual(stage === 0 ? 3 : 1);
      expect(attempts.slice(0, -1).every(({ fails }) => fails)).toBe(true);
      expect(attempts.at(-1)?.fails === true && children.length > 0).toBe(false);
    }
  });

  it('are at most 2,000', () => {
    expect(planOf(scenario({ min: 3, max: 3 }))?.branches).toHaveLength(2_000);
    expect(planOf(scenario({ min: 4, max: 4 }))).toBeUndefined();
  });
});

describe('a scenario', () => {
  it.each<[string, Partial<StageSettings>, string]>([
    ['a name that is no word', { name: '<b>' }, 'Stage 1: Name must be 1 to 16 letters and digits, a letter first.'],
    ['a name that another stage has', { name: 'second' }, 'Two stages are called second. Each needs a name of its own.'],
    ['a number that is too large', { retry: 6 }, 'Stage 1: Retries must be a whole number from 0 to 5.'],
    ['no number', { concurrency: NaN }, 'Stage 1: At once must be a whole number from 1 to 32.'],
    ['a range of latencies from its end', { from: 9, to: 8 }, 'Stage 1: the latency must not begin above its end.'],
    ['a range of children from its end', { min: 3, max: 2 }, 'Stage 1: the number of children must not begin above its end.'],
  ])('is refused for %s', (_what, settings, message) => {
    const [first, second] = scenario({}).stages;

    expect(problemOf({ items: 1, seed: 1, stages: [{ ...first, ...settings } as StageSettings, second as StageSettings] })).toBe(message);
  });

  it('is refused for items and seeds that are too large', () => {
    expect(problemOf(scenario({}, 0))).toBe('Items must be a whole number from 1 to 500.');
    expect(problemOf({ ...scenario({}), seed: 1.5 })).toBe('Seed must be a whole number from 0 to 9999.');
    expect(problemOf(scenario({}))).toBeUndefined();
  });
});
