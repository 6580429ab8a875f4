import fc from 'fast-check';
import { labelOfOutcome } from './entry.js';
import type { PolicyChoice } from './policies.js';
import { Run } from './run.js';
import { scenarios, type Choice, type Scenario } from './scenario.js';
import { PATIENCE, settings } from './settings.js';
import { simulate } from './simulation.js';
import { verdict } from './verdict.js';

const choice = {
  kinds: ['observable'],
  sourceKinds: ['observable', 'hot', 'array', 'generator', 'iterator'],
  lists: false,
  lingers: false,
  leaving: ['frame', 'outcome'],
} satisfies Choice;

/** The policies that the simulation knows. */
const policies: PolicyChoice = {
  ties: true,
  waits: false,
  sharing: [undefined, undefined, 'run', 'cache'],
  limits: ['concurrency'],
  keyed: true,
  atomic: false,
  pages: false,
  delays: ['number', 'growth'],
  pauses: false,
};

const governed = scenarios({ ...choice, policies });

/** @returns what is wrong with a run, and when it delivered what */
function played(each: Scenario): { readonly wrong: readonly string[]; readonly lines: readonly string[] } {
  const run = new Run(each, 'each');
  const lines: string[] = [];
  run.subscribe(run.pipeline(run.source()), (outcome) => {
    run.seen.record({ type: 'delivered', outcome });
    lines.push(`${String(run.clock.now)} ${labelOfOutcome(outcome)}`);
  });
  run.play();
  if (run.seen.state === 'finished') lines.push(`${String(run.seen.finishedAt)} ${run.seen.failure === undefined ? 'completed' : 'failed'}`);
  return { wrong: verdict(run.seen), lines };
}

test(
  'O1 O2 O3 B1 B3 S2 T1 a tree of Observables delivers in the order and at the frames that a simulation of the contract works out',
  () => {
    fc.assert(
      fc.property(scenarios(choice), (each) => {
        expect(played(each)).toEqual({ wrong: [], lines: simulate(each) });
      }),
      settings(800),
    );
  },
  PATIENCE,
);

test(
  'F3 O3 B1 B2 C3 T1 so does one whose stages retry, have timeouts, share attempts and keep to limits',
  () => {
    fc.assert(
      fc.property(governed, (each) => {
        expect(played({ ...each, logs: false })).toEqual({ wrong: [], lines: simulate(each) });
      }),
      settings(800),
    );
  },
  PATIENCE,
);

test(
  'O3 B4 so does the same with a listener that itself works at a limit',
  () => {
    fc.assert(
      fc.property(governed, (each) => {
        expect(played({ ...each, logs: true })).toEqual({ wrong: [], lines: simulate(each) });
      }),
      settings(300),
    );
  },
  PATIENCE,
);
