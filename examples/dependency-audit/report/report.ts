import { isFulfilled, isRejected } from 'rxjs-stages';
import type { AuditOutcome } from '../audit.js';
import { chainOf, dependentOf } from './chain.js';
import { licenceOf } from './licence.js';
import { reasonText } from './reason.js';

/** One version of a package, and who asked for it. */
export interface Found {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly deprecated?: string;
  readonly dependents: readonly string[];
}

/** A request that failed, and the names that led to it. */
export interface Failure {
  readonly chain: readonly string[];
  readonly reason: string;
}

/** What the audit has found. */
export interface Report {
  /** Every version once, by name. */
  readonly packages: readonly Found[];
  /** How many of them each licence has, the most frequent first. */
  readonly licences: Readonly<Record<string, number>>;
  readonly deprecated: readonly Found[];
  /** The versions of each package that there is more than one of. */
  readonly duplicates: Readonly<Record<string, readonly Found[]>>;
  readonly failures: readonly Failure[];
}

/** Makes the report of outcomes, all of a run's or those that there are yet. */
export function report(outcomes: readonly AuditOutcome[], project: string): Report {
  const packages = packagesIn(outcomes, project);
  const byName = grouped(packages, ({ name }) => name);
  const byLicence = grouped(packages, ({ licence }) => licence);
  return {
    packages,
    licences: Object.fromEntries([...byLicence].map(([licence, { length }]) => [licence, length] as const).sort(([, a], [, b]) => b - a)),
    deprecated: packages.filter(({ deprecated }) => deprecated !== undefined),
    duplicates: Object.fromEntries([...byName].filter(([, versions]) => versions.length > 1)),
    failures: outcomes.filter(isRejected).map((outcome) => ({ chain: chainOf(outcome), reason: reasonText(outcome.reason) })),
  };
}

function packagesIn(outcomes: readonly AuditOutcome[], project: string): Found[] {
  const byVersion = grouped(outcomes.filter(isFulfilled), ({ value: { name, version } }) => `${name}@${version}`);
  return [...byVersion]
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([, found]) => {
      const [{ value }] = found as [(typeof found)[number]];
      const { name, version, deprecated } = value;
      const dependents = [...new Set(found.map((outcome) => dependentOf(outcome, project)))].sort();
      return { name, version, licence: licenceOf(value), ...(deprecated ? { deprecated } : {}), dependents };
    });
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
