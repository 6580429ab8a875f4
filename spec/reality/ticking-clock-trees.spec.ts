import fc from 'fast-check';
import { VirtualClock } from '../properties/clock';
import { PATIENCE, settings } from '../properties/settings';
import { modelOf } from '../properties/tree-model';
import { TreeRun } from '../properties/tree-run';
import { treeScenarios } from '../properties/tree-scenario';
import { innerVerdict, modelVerdict } from '../properties/tree-verdict';
import { late, ticking, TickingScheduler } from './ticking-clock';

const readings = fc.oneof(
  fc.nat(12).map((times) => late(times, 1 / 32)),
  fc.constantFrom(2 ** -14, 2 ** -17).map(ticking),
);

test(
  'F1 F6 B1 B3 O4 hold by a clock that goes on between two readings, for every tree of stages',
  async () => {
    await fc.assert(
      fc.asyncProperty(treeScenarios({ promises: true, wild: false, leaving: [] }), readings, async (scenario, read) => {
        const model = modelOf(scenario);
        const run = new TreeRun(scenario, new VirtualClock(new TickingScheduler(read)));
        run.subscribe();
        await run.playWithPromises();
        expect(modelVerdict(run, model)).toEqual([]);
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
      fc.asyncProperty(treeScenarios(choice), readings, async (scenario, read) => {
        modelOf(scenario);
        const run = new TreeRun(scenario, new VirtualClock(new TickingScheduler(read)));
        run.subscribe();
        await run.playWithPromises();
        expect(innerVerdict(run)).toEqual([]);
      }),
      settings(120),
    );
  },
  PATIENCE,
);
