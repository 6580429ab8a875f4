import fc from 'fast-check';
import { Consumer, habits } from './consumer.js';
import { ANY_POLICY, type PolicyChoice } from './policies.js';
import { Run } from './run.js';
import { ANY_KIND, ANY_WAY, scenarios, WITHOUT_PROMISES, type Choice, type Scenario } from './scenario.js';
import { PATIENCE, settings } from './settings.js';
import { verdict } from './verdict.js';

const ORDERS: Choice['orders'] = ['completion', 'completion', 'source'];

async function play(scenario: Scenario): Promise<readonly string[]> {
  const run = new Run(scenario, 'each');
  run.subscribeToOutcomes();
  await run.playWithPromises();
  return verdict(run.seen);
}

test(
  'F1 F2 F3 F6 B1 B2 B3 O4 C3 hold for every tree without promises whose stages have policies',
  () => {
    const policies = { ...ANY_POLICY, sharing: [undefined, undefined, 'run', 'cache'], ties: true } as const;
    const toTheEnd = scenarios({ ...WITHOUT_PROMISES, policies, orders: ORDERS, leaving: [] });
    fc.assert(
      fc.property(toTheEnd, (scenario) => {
        const run = new Run(scenario, 'each');
        run.subscribeToOutcomes();
        run.play();
        expect(verdict(run.seen)).toEqual([]);
      }),
      settings(250),
    );
  },
  PATIENCE,
);

test(
  'F6 O4 B2 hold where all stages share attempts, and followers take over',
  () => {
    const policies: PolicyChoice = { ...ANY_POLICY, sharing: ['run', 'cache'], limits: [], atomic: false, pages: false };
    const shared = scenarios({ ...WITHOUT_PROMISES, policies, orders: ['completion', 'source'], leaving: [] });
    fc.assert(
      fc.property(shared, (scenario) => {
        const run = new Run(scenario, 'each');
        run.subscribeToOutcomes();
        run.play();
        expect(verdict(run.seen)).toEqual([]);
      }),
      settings(250),
    );
  },
  PATIENCE,
);

test(
  'F1 F2 F3 F6 B1 B2 B3 O4 C3 hold for every tree whose stages have policies, and that runs to its end',
  async () => {
    const toTheEnd = scenarios({ ...ANY_KIND, policies: ANY_POLICY, orders: ORDERS, leaving: [] });
    await fc.assert(
      fc.asyncProperty(toTheEnd, async (scenario) => {
        expect(await play(scenario)).toEqual([]);
      }),
      settings(250),
    );
  },
  PATIENCE,
);

test(
  'C1 C3 C4 F6 hold when the consumer of stages that have policies has left',
  async () => {
    const left = scenarios({ ...ANY_KIND, policies: ANY_POLICY, orders: ORDERS, leaving: [...ANY_WAY, 'policy'] });
    await fc.assert(
      fc.asyncProperty(left, async (scenario) => {
        expect(await play(scenario)).toEqual([]);
      }),
      settings(250),
    );
  },
  PATIENCE,
);

test(
  'B5 C2 O4 F6 hold for a consumer that iterates the outcomes of stages that have policies',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        scenarios({ ...ANY_KIND, policies: ANY_POLICY, orders: ORDERS, leaving: [...ANY_WAY, 'policy'] }),
        habits,
        async (scenario, habit) => {
          const run = new Run(scenario, 'asked');
          await new Consumer(run).consume(habit);
          expect(verdict(run.seen)).toEqual([]);
        },
      ),
      settings(200),
    );
  },
  PATIENCE,
);
