import fc from 'fast-check';
import { ANY_POLICY, type PolicyChoice } from '../properties/policies';
import { Run } from '../properties/run';
import { ANY_KIND, ANY_WAY, scenarios, type Choice, type Scenario } from '../properties/scenario';
import { settings } from '../properties/settings';
import { verdict } from '../properties/verdict';
import { World } from '../properties/world';
import { RealClock } from './real-clock';
import { ends, REAL_RUNS } from './real-runs';

/** For how many ms a run is waited for before it is said to have hung. */
const PATIENCE = 20_000;

jest.setTimeout(3 * PATIENCE);

const policies: PolicyChoice = { ...ANY_POLICY, waits: true };
const choice: Choice = { ...ANY_KIND, lingers: false, policies, orders: ['completion', 'completion', 'source'], leaving: [] };

/**
 * In real time nobody can say whether an attempt is in time, nor whether a pause lasts while it is
 * told of.
 */
function untimed(scenario: Scenario): Scenario {
  return { ...scenario, logs: false, stages: scenario.stages.map((each) => ({ ...each, policies: { ...each.policies, attempt: undefined } })) };
}

/**
 * Lets real time go on until a run has ended: whatever happens in between is looked at when all is
 * quiet.
 */
async function elapse(runs: readonly Run[], frames: number): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  const isOver = (): boolean => runs.every(({ seen }) => seen.state === 'finished' || seen.state === 'left');
  while (!isOver() && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, frames));
    for (const run of runs) await run.settle();
  }
  // What has been cancelled may still come to rest.
  for (const run of runs) await run.settle();
}

/** Plays many scenarios at once. @returns what is wrong, scenario by scenario */
async function playAll(all: readonly Scenario[], play: (scenario: Scenario) => Promise<readonly Run[]>): Promise<readonly object[]> {
  const wrong: object[] = [];
  await Promise.all(
    all.map(async (scenario) => {
      for (const run of await play(untimed(scenario))) {
        const violations = verdict(run.seen);
        if (violations.length > 0) wrong.push({ scenario: fc.stringify(scenario), violations });
      }
    }),
  );
  return wrong;
}

describe('in real time', () => {
  it('F1 F2 F6 B1 B2 B3 O4 T2 hold for trees whose stages have policies', async () => {
    const all = fc.sample(scenarios(choice), settings(120));

    const wrong = await playAll(all, async (scenario) => {
      const run = new Run(scenario, 'each', new World(scenario, new RealClock()));
      run.subscribeToOutcomes();
      await elapse([run], 3);
      return [run];
    });

    expect(wrong).toEqual([]);
  });

  it('C1 C4 F6 hold for trees whose consumer leaves', async () => {
    const all = fc.sample(scenarios({ ...choice, leaving: [...ANY_WAY, 'policy'] }), settings(120));

    const wrong = await playAll(all, async (scenario) => {
      const run = new Run(scenario, 'each', new World(scenario, new RealClock()));
      run.subscribeToOutcomes();
      await elapse([run], 3);
      return [run];
    });

    expect(wrong).toEqual([]);
  });

  it('S1 B1 F6 T2 hold for runs that share limits and caches', async () => {
    const all = fc.sample(scenarios(choice), settings(60));

    const wrong = await playAll(all, async (scenario) => {
      const world = new World(scenario, new RealClock());
      const runs = [0, 1].map(() => new Run(scenario, 'each', world, true));
      for (const run of runs) run.subscribeToOutcomes();
      await elapse(runs, 3);
      return runs;
    });

    expect(wrong).toEqual([]);
  });

  it.each(['pushed', 'pulled'] as const)('F6 every run ends whose attempts wait for a time, roots %s', async (way) => {
    const names = Object.keys(REAL_RUNS);

    const ended = await Promise.all(names.map(async (name) => [name, await ends(name, way, PATIENCE)]));

    expect(ended).toEqual(names.map((name) => [name, true]));
  });
});
