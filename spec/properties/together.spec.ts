import fc from 'fast-check';
import { ANY_POLICY } from './policies.js';
import { Run } from './run.js';
import { ANY_KIND, ANY_WAY, scenarios, type Scenario } from './scenario.js';
import { PATIENCE, settings } from './settings.js';
import { verdict } from './verdict.js';
import { World } from './world.js';

/** A run that leaves on being told of a start has started for a limit, though its project, by which starts are counted here, was never called. */
const WITHOUT_EVENTS = ANY_WAY.filter((way) => way !== 'event');

/** Two runs of one scenario, the second some frames after the first: they share limits and caches, and only the first one leaves early, if any does. */
async function playTwice(scenario: Scenario, frames: number): Promise<readonly [Run, Run]> {
  const world = new World(scenario);
  const first = new Run(scenario, 'each', world, true);
  const second = new Run({ ...scenario, leaving: undefined }, 'each', world, true);
  first.subscribeToOutcomes();
  if (frames === 0) second.subscribeToOutcomes();
  else {
    world.clock.after(frames, () => {
      second.subscribeToOutcomes();
    });
  }
  do {
    await first.settle();
    second.seen.record({ type: 'quiet' });
  } while (world.clock.tick());
  return [first, second];
}

test(
  'S1 B1 B2 F6 two runs that share limits and caches each do all that is theirs, whichever leaves',
  async () => {
    const shared = scenarios({ ...ANY_KIND, lingers: false, policies: ANY_POLICY, orders: ['completion', 'source'], leaving: WITHOUT_EVENTS });
    await fc.assert(
      fc.asyncProperty(shared, fc.nat(3), async (scenario, frames) => {
        const [first, second] = await playTwice(scenario, frames);
        expect(verdict(first.seen)).toEqual([]);
        expect(verdict(second.seen)).toEqual([]);
      }),
      settings(250),
    );
  },
  PATIENCE,
);
