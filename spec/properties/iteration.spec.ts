import fc from 'fast-check';
import { Consumer, habits } from './consumer.js';
import { Run } from './run.js';
import { ANY_KIND, ANY_WAY, scenarios } from './scenario.js';
import { PATIENCE, settings } from './settings.js';
import { verdict } from './verdict.js';

test(
  'B5 C2 F6 a consumer that iterates is waited for at any pace and gets everything; when it has left, all is closed',
  async () => {
    await fc.assert(
      fc.asyncProperty(scenarios({ ...ANY_KIND, leaving: ANY_WAY }), habits, async (scenario, habit) => {
        const run = new Run(scenario, 'asked');
        await new Consumer(run).consume(habit);
        expect(verdict(run.seen)).toEqual([]);
      }),
      settings(800),
    );
  },
  PATIENCE,
);
