import fc from 'fast-check';
import { labelOfOutcome } from './entry.js';
import { Run } from './run.js';
import { scenarios } from './scenario.js';
import { PATIENCE, settings } from './settings.js';
import { simulate } from './simulation.js';
import { verdict } from './verdict.js';

const scenario = scenarios({
  kinds: ['observable'],
  sourceKinds: ['observable', 'hot', 'array', 'generator', 'iterator'],
  lists: false,
  lingers: false,
  leaving: ['frame', 'outcome'],
});

test(
  'O1 O2 O3 B1 B3 S2 T1 a tree of Observables delivers in the order and at the frames that a simulation of the contract works out',
  () => {
    fc.assert(
      fc.property(scenario, (each) => {
        const run = new Run(each, 'each');
        const lines: string[] = [];
        run.subscribe(run.pipeline(run.source()), (outcome) => {
          run.seen.record({ type: 'delivered', outcome });
          lines.push(`${String(run.clock.now)} ${labelOfOutcome(outcome)}`);
        });
        run.play();
        if (run.seen.state === 'finished') lines.push(`${String(run.seen.finishedAt)} ${run.seen.failure === undefined ? 'completed' : 'failed'}`);
        expect(verdict(run.seen)).toEqual([]);
        expect(lines).toEqual(simulate(each));
      }),
      settings(800),
    );
  },
  PATIENCE,
);
