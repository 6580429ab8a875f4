import { seeded } from './seeded.js';

/** What goes wrong: the server answers 500, or the connection is reset before it answers. */
export type Fault = 'error' | 'reset';

/** How much of all packages each fault befalls. */
const SHARE = 0.01;

/** The fault of a package, if it has one: the same for every request. */
export function fault(name: string, seed: number): Fault | undefined {
  const chance = seeded(seed, 'fault', name);
  if (chance < SHARE) return 'error';
  return chance < 2 * SHARE ? 'reset' : undefined;
}
