import type { PolicyDefinition, PolicyOptions } from '../engine/types.js';
import { atomic } from './atomic.js';
import { limits } from './limits/limits.js';
import { pagination } from './pagination.js';
import { recursion } from './recursion.js';
import { retry } from './retry.js';
import { singleFlight } from './single-flight.js';
import { timeout } from './timeout.js';

/** All policies, in the order in which a stage asks them. The order is part of the contract. */
export const POLICIES: readonly PolicyDefinition[] = [retry, timeout, singleFlight, atomic, limits, recursion, pagination];

/** The policies that a stage's options ask for. */
export function policiesFor(options: PolicyOptions): readonly PolicyDefinition[] {
  return POLICIES.filter(({ rules }) => Object.keys(rules).some((option) => options[option] !== undefined));
}
