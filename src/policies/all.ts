import type { PolicyOptions } from '../engine/plan.js';
import type { Policy, PolicyDefinition, StageRun } from '../engine/types.js';
import { atomic } from './atomic.js';
import { limits } from './limits/limits.js';
import { pagination } from './pagination.js';
import { recursion } from './recursion.js';
import { retry } from './retry.js';
import { singleFlight } from './single-flight.js';
import { timeout } from './timeout.js';

/** All policies, in the order in which a stage consults them. The order is part of the contract. */
export const POLICIES: readonly PolicyDefinition[] = [retry, timeout, singleFlight, atomic, limits, recursion, pagination];

/** The policies that a stage's options need, shared by all its runs. */
const asked = new WeakMap<object, readonly PolicyDefinition[]>();

/** The policies that a stage's options need, in order. */
function askedFor(options: PolicyOptions): readonly PolicyDefinition[] {
  const found = POLICIES.filter(({ rules }) => Object.keys(rules).some((option) => options[option] !== undefined));
  asked.set(options, found);
  return found;
}

/** Creates the policies of one stage in one run. */
export function createPolicies(stage: StageRun): readonly Policy[] {
  const { options } = stage;
  return (asked.get(options) ?? askedFor(options)).flatMap((policy) => policy.create(options as never, stage));
}
