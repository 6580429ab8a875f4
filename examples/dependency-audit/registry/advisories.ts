import type { Advisory } from '../advisory.js';
import { seeded } from './seeded.js';

/** How much of all packages has an advisory. */
const SHARE = 0.03;

const SEVERITIES = ['low', 'moderate', 'high', 'critical'] as const;
const TITLES = ['made-up overflow of a buffer', 'made-up regular expression that takes too long', 'made-up prototype pollution'] as const;

/** The advisories for one version of a package. They are made up: no package is as bad as they say. */
export function advisoriesFor(id: string, seed: number): Advisory[] {
  const chosen = <T>(purpose: string, choices: readonly [T, ...T[]]): T =>
    choices[Math.floor(seeded(seed, purpose, id) * choices.length)] ?? choices[0];
  return seeded(seed, 'advisory', id) < SHARE ? [{ severity: chosen('severity', SEVERITIES), title: chosen('title', TITLES) }] : [];
}
