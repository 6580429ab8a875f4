/**
 * How much more than its baseline a workload of `bench/instructions` may cost. Most programs need
 * only chains, so trees must not make them slower.
 */
export const TOLERANCES = {
  /** Chains of stages without policies. */
  chain: 0.03,
  /** All others: trees, and chains with policies. */
  other: 0.08,
};
