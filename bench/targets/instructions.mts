/**
 * How much more than its baseline a workload of `bench/instructions` may cost: trees of stages must
 * not make chains dearer, with which most programs make do.
 */
export const TOLERANCES = {
  /** Chains of stages without policies. */
  chain: 0.03,
  /** All others: trees, and chains with policies. */
  other: 0.08,
};
