import fc from 'fast-check';
import { promised, promisedByModel, tickingClocks } from '../properties/tree-play';
import { PATIENCE, settings } from '../properties/settings';
import { treeScenarios } from '../properties/tree-scenario';

test(
  'F1 F6 B1 B3 O4 hold by a clock that goes on between two readings, for every tree of stages',
  async () => {
    await fc.assert(
      fc.asyncProperty(treeScenarios({ promises: true, wild: false, leaving: [] }), tickingClocks, async (scenario, clock) => {
        expect(await promisedByModel(scenario, clock())).toEqual([]);
      }),
      settings(120),
    );
  },
  PATIENCE,
);

test(
  'C1 F6 hold by such a clock for trees of stages whose branches run out of time or are dropped, and whose consumer may leave',
  async () => {
    const choice = { promises: true, wild: true, leaving: ['frame', 'outcome', 'event', 'test', 'policy'] } as const;
    await fc.assert(
      fc.asyncProperty(treeScenarios(choice), tickingClocks, async (scenario, clock) => {
        expect(await promised(scenario, clock())).toEqual([]);
      }),
      settings(120),
    );
  },
  PATIENCE,
);
