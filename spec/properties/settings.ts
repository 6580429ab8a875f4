import type { Parameters } from 'fast-check';

/** How long jest waits for one property: enough for a long hunt, and no statement about speed. */
export const PATIENCE = 3_600_000;

/** The scenarios that everybody plays: what fails for one fails for all. */
const SEED = 20_261_122;

/**
 * How a property runs: `FC_RUNS` says how often each one does, `FC_SEED` repeats the run whose seed a failure has printed; `FC_SEED=random` is a hunt for new failures.
 *
 * @param numRuns - how often it runs when nobody says otherwise
 */
export function settings<T>(numRuns: number): Parameters<T> {
  const { FC_RUNS, FC_SEED = SEED } = process.env;
  return { numRuns: FC_RUNS === undefined ? numRuns : Number(FC_RUNS), ...(FC_SEED === 'random' ? {} : { seed: Number(FC_SEED) }) };
}
