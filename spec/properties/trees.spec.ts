import fc from 'fast-check';
import { iterated, played, playedByModel, promised, promisedByModel, shared, takes } from './tree-play.js';
import { PATIENCE, settings } from './settings.js';
import { treeScenarios, type TreeLeaving } from './tree-scenario.js';

const ANYWHERE: readonly TreeLeaving['on'][] = ['frame', 'outcome', 'project', 'answer', 'event', 'test', 'policy'];

test(
  'F1 F4 F6 B1 B3 O2 O3 O4 hold for every tree of stages without promises, and its outcomes are those of its ways',
  () => {
    fc.assert(
      fc.property(treeScenarios({ promises: false, wild: false, leaving: [] }), (scenario) => {
        expect(playedByModel(scenario)).toEqual([]);
      }),
      settings(400),
    );
  },
  PATIENCE,
);

test.each<[string, readonly TreeLeaving['on'][]]>([
  ['F6 B1 B3 O3 S2 hold for every tree of stages whose branches run out of time, are dropped, or are met again', []],
  ['C1 F6 nothing goes on, is open or held when the consumer of a tree of stages has left', ANYWHERE],
])(
  '%s',
  (_, leaving) => {
    fc.assert(
      fc.property(treeScenarios({ promises: false, wild: true, leaving }), (scenario) => {
        expect(played(scenario)).toEqual([]);
      }),
      settings(400),
    );
  },
  PATIENCE,
);

test(
  'F1 F4 F6 B1 B3 O4 hold for every tree of stages, and its outcomes are those of its ways',
  async () => {
    await fc.assert(
      fc.asyncProperty(treeScenarios({ promises: true, wild: false, leaving: [] }), async (scenario) => {
        expect(await promisedByModel(scenario)).toEqual([]);
      }),
      settings(150),
    );
  },
  PATIENCE,
);

test(
  'B5 C2 F6 hold for every tree of stages whose consumer iterates, and may leave',
  async () => {
    await fc.assert(
      fc.asyncProperty(treeScenarios({ promises: true, wild: false, leaving: [] }), takes, async (scenario, most) => {
        expect(await iterated(scenario, most)).toEqual([]);
      }),
      settings(150),
    );
  },
  PATIENCE,
);

test(
  'C1 F6 nothing goes on, is open or held when the consumer of a tree of stages with promises has left',
  async () => {
    await fc.assert(
      fc.asyncProperty(treeScenarios({ promises: true, wild: true, leaving: ANYWHERE }), async (scenario) => {
        expect(await promised(scenario)).toEqual([]);
      }),
      settings(150),
    );
  },
  PATIENCE,
);

test(
  'S1 F6 B1 hold for two runs of a tree of stages that share limits and caches, whichever leaves',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        treeScenarios({ promises: true, wild: true, leaving: ['frame', 'outcome', 'project'] }),
        fc.nat(3),
        async (scenario, frames) => {
          expect(await shared(scenario, frames)).toEqual([]);
        },
      ),
      settings(150),
    );
  },
  PATIENCE,
);
