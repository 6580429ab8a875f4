import type { Policy, PolicyDefinition, StageRun } from '../engine/types.js';
import { atomic } from './atomic.js';
import { limits } from './limits/limits.js';
import { pagination } from './pagination.js';
import { recursion } from './recursion.js';
import { retry } from './retry.js';
import { singleFlight } from './single-flight.js';
import { timeout } from './timeout.js';

/** All policies, in the order in which a stage asks them. The order is part of the contract. */
export const POLICIES: readonly PolicyDefinition[] = [retry, timeout, singleFlight, atomic, limits, recursion, pagination];

/** Makes the policies of one stage in one run: those that its options ask for, in their order. */
export function createPolicies(stage: StageRun): readonly Policy[] {
  const { options } = stage.plan;
  return POLICIES.filter(({ rules }) => Object.keys(rules).some((option) => options[option] !== undefined)).flatMap((policy) =>
    policy.create(options as never, stage),
  );
}
