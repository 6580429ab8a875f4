import fc from 'fast-check';
import { Run } from './run.js';
import { ANY_WAY, WITHOUT_PROMISES, scenarios, type Scenario } from './scenario.js';
import { PATIENCE, settings } from './settings.js';
import { verdict } from './verdict.js';

function play(scenario: Scenario): readonly string[] {
  const run = new Run(scenario, 'each');
  run.subscribeToOutcomes();
  run.play();
  return verdict(run.seen);
}

test(
  'F1 F2 F4 F6 B1 B2 B3 O1 O2 O3 S2 T1 hold for every tree without promises that runs to its end',
  () => {
    const toTheEnd = scenarios({ ...WITHOUT_PROMISES, leaving: [] });
    fc.assert(
      fc.property(toTheEnd, (scenario) => {
        expect(play(scenario)).toEqual([]);
      }),
      settings(800),
    );
  },
  PATIENCE,
);

test(
  'C1 F6 nothing is delivered, open or uncounted when the consumer of a tree without promises has left',
  () => {
    const left = scenarios({ ...WITHOUT_PROMISES, leaving: ANY_WAY });
    fc.assert(
      fc.property(left, (scenario) => {
        expect(play(scenario)).toEqual([]);
      }),
      settings(800),
    );
  },
  PATIENCE,
);
