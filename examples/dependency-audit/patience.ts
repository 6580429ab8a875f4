import type { BranchEvent } from 'rxjs-stages';

/** What retries and the registry's wishes have cost. */
export interface Patience {
  /** How many requests were made again. */
  readonly retried: number;
  /** For how long nothing was started because the registry had asked for it, in ms. */
  readonly paused: number;
  /** When the latest pause ends. */
  readonly pausedUntil: number;
}

export const NO_PATIENCE: Patience = { retried: 0, paused: 0, pausedUntil: -Infinity };

/** The same after one more event: a reducer, for `scan`. Pauses may overlap. */
export function patient(patience: Patience, event: BranchEvent): Patience {
  const { retried, paused, pausedUntil } = patience;
  if (event.type === 'retrying') return { ...patience, retried: retried + 1 };
  if (event.type !== 'paused') return patience;
  const until = Math.max(pausedUntil, event.time + event.ms);
  return { retried, paused: paused + until - Math.max(pausedUntil, event.time), pausedUntil: until };
}
