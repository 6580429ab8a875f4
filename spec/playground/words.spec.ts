import { play } from '../../playground/play';
import { NEW_STAGE, PRESETS, type Scenario, type StageSettings } from '../../playground/scenario';
import { change, excessesOf, verdictOf } from '../../playground/words';
import { planned } from './scenarios';

const words = (scenario: Scenario): string => verdictOf(planned(scenario), play(planned(scenario)));

const twoStages = (items: number, seed: number, first: Partial<StageSettings>, second: Partial<StageSettings>): Scenario => ({
  items,
  seed,
  stages: [
    { ...NEW_STAGE, ...first, name: 'list' },
    { ...NEW_STAGE, ...second, name: 'item' },
  ],
});

describe('the words for three runs', () => {
  it('say what is gained, and at what cost a way may be faster', () => {
    expect(words(PRESETS['Search → detail'] as Scenario)).toBe(
      'rxjs-stages delivers its first result 5.0× sooner than the barrier, and ends 1.6× sooner. Per item ends 1.3× later than rxjs-stages, with up to 11 requests of detail in flight: the bound is 8.',
    );
    expect(words(twoStages(8, 1, { from: 9, to: 9, min: 4, max: 4, concurrency: 8 }, { from: 90, to: 90, concurrency: 4 }))).toBe(
      'rxjs-stages delivers its first result at about the same time as the barrier, and ends at about the same time. Per item ends 7.4× sooner than rxjs-stages, with up to 32 requests of item in flight: the bound is 4.',
    );
  });

  it('say so if rxjs-stages takes longer', () => {
    const slower = Array.from({ length: 20 }, (_, seed) =>
      twoStages(4, seed, { from: 1, to: 40, min: 2, max: 2, concurrency: 4 }, { from: 1, to: 400, concurrency: 4 }),
    ).filter((scenario) => {
      const [barrier, , stages] = play(planned(scenario));
      return (stages?.total ?? 0) > 1.05 * (barrier?.total ?? 0);
    });

    expect(slower.length).toBeGreaterThan(0);
    for (const scenario of slower)
      expect(words(scenario)).toMatch(/and ends [\d.]+× later\. That can happen: which request starts last is partly chance\./);
  });

  it('say so if nothing comes of the last stage', () => {
    expect(words(twoStages(3, 1, { min: 0, max: 0 }, {}))).toMatch(
      /^No request of the last stage is fulfilled\. rxjs-stages ends at about the same time as the barrier\./,
    );
  });

  it('name the stages whose bound is exceeded', () => {
    const plan = planned(PRESETS['Search → detail'] as Scenario);
    const [barrier, perItem, stages] = play(plan).map((run) => excessesOf(plan, run));

    expect([barrier, stages]).toEqual([[], []]);
    expect(perItem).toEqual([{ name: 'detail', peak: 11, bound: 8 }]);
  });

  it('say by how much a total has changed', () => {
    expect([change(1_000, 480), change(480, 1_000), change(7, 7)]).toEqual(['−520 ms', '+520 ms', '± 0']);
  });
});
