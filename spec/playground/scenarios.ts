import fc from 'fast-check';
import { planOf, type Plan } from '../../playground/plan';
import type { Scenario, StageSettings } from '../../playground/scenario';

const whole = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

const stages: fc.Arbitrary<readonly StageSettings[]> = fc
  .array(
    fc.record({
      from: whole(1, 100),
      to: whole(100, 500),
      slow: whole(0, 20),
      min: whole(0, 2),
      max: whole(2, 4),
      fail: whole(0, 40),
      retry: whole(0, 3),
      concurrency: whole(1, 12),
    }),
    { minLength: 2, maxLength: 4 },
  )
  .map((settings) => settings.map((each, index) => ({ ...each, name: `stage${String(index + 1)}` })));

/** Scenarios that are valid and small. */
export const scenarios: fc.Arbitrary<Scenario> = fc.record({ items: whole(1, 12), seed: whole(0, 9_999), stages });

/** @throws if the scenario has too many branches */
export function planned(scenario: Scenario): Plan {
  const plan = planOf(scenario);
  if (plan === undefined) throw new Error('too many branches');
  return plan;
}
