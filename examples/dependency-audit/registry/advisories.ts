import type { Advisory, BulkAnswer, BulkQuery } from '../advisory.js';
import { fault } from './fault.js';
import { seeded } from './seeded.js';

/** How much of all packages has an advisory. */
const SHARE = 0.03;

const SEVERITIES = ['low', 'moderate', 'high', 'critical'] as const;
const TITLES = ['made-up overflow of a buffer', 'made-up regular expression that takes too long', 'made-up prototype pollution'] as const;

/** The advisories for one version of a package. They are made up: no package is as bad as they say. */
export function advisoriesFor(name: string, version: string, seed: number): Advisory[] {
  const id = `${name}@${version}`;
  const chosen = <T>(purpose: string, choices: readonly [T, ...T[]]): T =>
    choices[Math.floor(seeded(seed, purpose, id) * choices.length)] ?? choices[0];
  return seeded(seed, 'advisory', id) < SHARE
    ? [{ severity: chosen('severity', SEVERITIES), title: chosen('title', TITLES), vulnerable_versions: version }]
    : [];
}

/** Answers a query of the bulk endpoint. Those of some packages are not known, each time. */
export function bulkAnswer(query: BulkQuery, seed: number): BulkAnswer {
  const answers = Object.entries(query).map(([name, versions]) => {
    if (fault(`advisories of ${name}`, seed) === 'missing') return [name, null] as const;
    return [name, versions.flatMap((version) => advisoriesFor(name, version, seed))] as const;
  });
  return Object.fromEntries(answers.filter(([, advisories]) => advisories === null || advisories.length > 0));
}
