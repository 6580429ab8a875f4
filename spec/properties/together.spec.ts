import fc from 'fast-check';
import { ANY_POLICY } from './policies.js';
import { Run } from './run.js';
import { ANY_KIND, ANY_WAY, scenarios, type Scenario } from './scenario.js';
import { PATIENCE, settings } from './settings.js';
import { verdict } from './verdict.js';
import { World } from './world.js';

/** A run that leaves on being told of a start has started for a limit, though its project, by which starts are counted here, was never called. */
const WITHOUT_EVENTS = ANY_WAY.filter((way) => way !== 'event');

/**
 * Some runs of one scenario, each some frames after the one before: they share limits and caches,
 * and only the first one leaves early, if any does.
 */
async function playTogether(scenario: Scenario, frames: readonly number[]): Promise<readonly Run[]> {
  const world = new World(scenario);
  const runs = [0, ...frames].map((after, index) => {
    const run = new Run(index === 0 ? scenario : { ...scenario, leaving: undefined }, 'each', world, true);
    if (after === 0) run.subscribeToOutcomes();
    else {
      world.clock.after(after, () => {
        run.subscribeToOutcomes();
      });
    }
    return run;
  });
  do {
    await runs[0]?.settle();
    for (const { seen } of runs.slice(1)) seen.record({ type: 'quiet' });
  } while (world.clock.tick());
  return runs;
}

test(
  'S1 B1 B2 F6 runs that share limits and caches each do all that is theirs, whichever leaves',
  async () => {
    const shared = scenarios({ ...ANY_KIND, lingers: false, policies: ANY_POLICY, orders: ['completion', 'source'], leaving: WITHOUT_EVENTS });
    await fc.assert(
      fc.asyncProperty(shared, fc.array(fc.nat(3), { minLength: 1, maxLength: 2 }), async (scenario, frames) => {
        for (const { seen } of await playTogether(scenario, frames)) expect(verdict(seen)).toEqual([]);
      }),
      settings(250),
    );
  },
  PATIENCE,
);
