import fc from 'fast-check';
import { Run } from './run.js';
import { ANY_KIND, ANY_WAY, scenarios } from './scenario.js';
import { PATIENCE, settings } from './settings.js';
import { verdict } from './verdict.js';

test(
  'F6 gather gives each root with all that came of it, the moment its tree has settled, whoever leaves when',
  async () => {
    await fc.assert(
      fc.asyncProperty(scenarios({ ...ANY_KIND, leaving: ANY_WAY }), async (scenario) => {
        const run = new Run(scenario, 'gathered');
        run.subscribeToTrees();
        await run.playWithPromises();
        expect(verdict(run.seen)).toEqual([]);
      }),
      settings(400),
    );
  },
  PATIENCE,
);
