import fc from 'fast-check';
import { remote, type JobQueue } from 'rxjs-stages';
import { CrossingQueue } from '../support/crossing-queue';
import { PATIENCE, settings } from './settings.js';
import { modelOf } from './tree-model.js';
import { TreeRun, type Placeable } from './tree-run.js';
import { changed, treeScenarios, type TreeLeaving, type TreeScenario } from './tree-scenario.js';
import { innerVerdict, modelVerdict } from './tree-verdict.js';

const ANYWHERE: readonly TreeLeaving['on'][] = ['frame', 'outcome', 'project', 'answer', 'event', 'test', 'policy'];

/** The same scenario, of stages whose attempts emit when they have completed, as remote ones do. */
const atomic = (scenario: TreeScenario): TreeScenario => ({
  ...scenario,
  segments: changed(scenario.segments, (stage) => ({ ...stage, atomic: true })),
});

/** A run to its end of a scenario whose stages are remote, and not `atomic` themselves. */
async function playedElsewhere(scenario: TreeScenario): Promise<{ readonly run: TreeRun; readonly wrong: readonly string[] }> {
  const queues: CrossingQueue[] = [];
  const place = <S extends Placeable>(made: S): S => {
    const queue = new CrossingQueue([made]);
    queues.push(queue);
    return remote(made, queue satisfies JobQueue).with({ atomic: undefined } as never) as S;
  };
  const run = new TreeRun(scenario, undefined, undefined, place);
  run.subscribe();
  await run.playWithPromises();
  const isLeft = queues.some(({ wanted }) => (wanted.get('all') ?? 0) > 0);
  return { run, wrong: isLeft ? ['C1 jobs are left'] : [] };
}

test(
  'D1b D3a D3b the outcomes of every tree of remote stages are those of its ways, as if its stages were atomic',
  async () => {
    await fc.assert(
      fc.asyncProperty(treeScenarios({ promises: true, wild: false, leaving: [] }).map(atomic), async (scenario) => {
        const model = modelOf(scenario);
        const { run, wrong } = await playedElsewhere(scenario);

        expect([...wrong, ...modelVerdict(run, model)]).toEqual([]);
      }),
      settings(100),
    );
  },
  PATIENCE,
);

test(
  'D2c C1 no job goes on when the consumer of a tree of remote stages has left',
  async () => {
    await fc.assert(
      fc.asyncProperty(treeScenarios({ promises: true, wild: true, leaving: ANYWHERE }).map(atomic), async (scenario) => {
        modelOf(scenario);
        const { run, wrong } = await playedElsewhere(scenario);

        expect([...wrong, ...innerVerdict(run)]).toEqual([]);
      }),
      settings(100),
    );
  },
  PATIENCE,
);
