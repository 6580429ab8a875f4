import fc from 'fast-check';
import { Run } from './run.js';
import { ANY_KIND, ANY_WAY, scenarios, type Scenario } from './scenario.js';
import { PATIENCE, settings } from './settings.js';
import { verdict } from './verdict.js';

// A rejection that nobody hears fails the test by itself: jest sees to it.
async function play(scenario: Scenario): Promise<readonly string[]> {
  const run = new Run(scenario, 'each');
  run.subscribeToOutcomes();
  await run.playWithPromises();
  return verdict(run.seen);
}

test(
  'F1 F2 F4 F6 B1 B2 B3 O1 O2 O3 S2 T1 hold for every tree that runs to its end',
  async () => {
    const toTheEnd = scenarios({ ...ANY_KIND, leaving: [] });
    await fc.assert(
      fc.asyncProperty(toTheEnd, async (scenario) => {
        expect(await play(scenario)).toEqual([]);
      }),
      settings(800),
    );
  },
  PATIENCE,
);

test(
  'C1 C4 F6 nothing is delivered, open, uncounted or unheard when the consumer has left',
  async () => {
    const left = scenarios({ ...ANY_KIND, leaving: ANY_WAY });
    await fc.assert(
      fc.asyncProperty(left, async (scenario) => {
        expect(await play(scenario)).toEqual([]);
      }),
      settings(800),
    );
  },
  PATIENCE,
);
