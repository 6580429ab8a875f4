import { seeded } from './seeded.js';

/**
 * What goes wrong, the first time that a client asks for a package: the connection is reset before the answer, the server answers 500, or it answers 429
 * and wants to be left alone. A package that is missing is missing every time: 404.
 */
export const FAULTS = ['reset', 'error', 'busy', 'missing'] as const;

export type Fault = (typeof FAULTS)[number];

/** How much of all packages each fault befalls. */
const SHARE = 0.01;

/** The fault of a package, if it has one. */
export function fault(name: string, seed: number): Fault | undefined {
  return FAULTS[Math.floor(seeded(seed, 'fault', name) / SHARE)];
}
