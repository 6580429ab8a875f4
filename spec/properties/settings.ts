import type { Parameters } from 'fast-check';

/** How long jest waits for one property: enough for a long hunt, and no statement about speed. */
export const PATIENCE = 3_600_000;

/**
 * How a property runs: `FC_RUNS` says how often each one does, `FC_SEED` repeats the run whose seed a failure has printed.
 *
 * @param numRuns - how often it runs when nobody says otherwise
 */
export function settings<T>(numRuns: number): Parameters<T> {
  const { FC_RUNS, FC_SEED } = process.env;
  return { numRuns: FC_RUNS === undefined ? numRuns : Number(FC_RUNS), ...(FC_SEED === undefined ? {} : { seed: Number(FC_SEED) }) };
}
