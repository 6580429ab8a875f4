import fc from 'fast-check';
import { iterated, played, playedByModel, promised, promisedByModel, shared, takes, tickingClocks } from './tree-play.js';
import { PATIENCE, settings } from './settings.js';
import { nodesIn, treeScenarios, type TreeChoice, type TreeLeaving, type TreeScenario } from './tree-scenario.js';

const ANYWHERE: readonly TreeLeaving['on'][] = ['frame', 'outcome', 'project', 'answer', 'event', 'test', 'policy'];

/** Trees with a stage that makes requests for several inputs. */
const scenarios = (choice: TreeChoice): fc.Arbitrary<TreeScenario> =>
  treeScenarios({ ...choice, batches: true }).filter(({ segments }) =>
    nodesIn(segments).some(({ node }) => node.kind === 'stage' && node.batch !== undefined),
  );

test(
  'N1 N2 N3 N5 N7 N8 each branch of a batch comes to what a request of its own would have come to, in every tree of stages without promises',
  () => {
    fc.assert(
      fc.property(scenarios({ promises: false, wild: false, leaving: [] }), (scenario) => {
        expect(playedByModel(scenario)).toEqual([]);
      }),
      settings(250),
    );
  },
  PATIENCE,
);

test.each<[string, readonly TreeLeaving['on'][]]>([
  ['N9 F6 B1 B3 S2 hold for batches of branches that run out of time, are dropped, or fail together', []],
  ['C1 N9 nothing of a batch goes on, is open or held when the consumer has left', ANYWHERE],
])(
  '%s',
  (_, leaving) => {
    fc.assert(
      fc.property(scenarios({ promises: false, wild: true, leaving }), (scenario) => {
        expect(played(scenario)).toEqual([]);
      }),
      settings(150),
    );
  },
  PATIENCE,
);

test(
  'N1 N2 N3 N5 N7 N8 hold for requests that are promises',
  async () => {
    await fc.assert(
      fc.asyncProperty(scenarios({ promises: true, wild: false, leaving: [] }), async (scenario) => {
        expect(await promisedByModel(scenario)).toEqual([]);
      }),
      settings(80),
    );
  },
  PATIENCE,
);

test(
  'B5 C2 F6 hold for batches whose consumer iterates, and may leave',
  async () => {
    await fc.assert(
      fc.asyncProperty(scenarios({ promises: true, wild: false, leaving: [] }), takes, async (scenario, most) => {
        expect(await iterated(scenario, most)).toEqual([]);
      }),
      settings(80),
    );
  },
  PATIENCE,
);

test(
  'C1 N9 the signals of all requests that are promises abort when the consumer has left',
  async () => {
    await fc.assert(
      fc.asyncProperty(scenarios({ promises: true, wild: true, leaving: ANYWHERE }), async (scenario) => {
        expect(await promised(scenario)).toEqual([]);
      }),
      settings(80),
    );
  },
  PATIENCE,
);

test(
  'S1 F6 B1 hold for two runs with batches that share limits and caches, whichever leaves',
  async () => {
    await fc.assert(
      fc.asyncProperty(scenarios({ promises: true, wild: true, leaving: ['frame', 'outcome', 'project'] }), fc.nat(3), async (scenario, frames) => {
        expect(await shared(scenario, frames)).toEqual([]);
      }),
      settings(80),
    );
  },
  PATIENCE,
);

test(
  'N4 F6 B1 hold by a clock that goes on between two readings',
  async () => {
    await fc.assert(
      fc.asyncProperty(scenarios({ promises: true, wild: true, leaving: ANYWHERE }), tickingClocks, async (scenario, clock) => {
        expect(await promised(scenario, clock())).toEqual([]);
      }),
      settings(60),
    );
  },
  PATIENCE,
);
