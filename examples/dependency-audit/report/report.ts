import { isFulfilled, isRejected } from 'rxjs-stages';
import type { AuditOutcome } from '../audit.js';
import { dependenciesOf, idOf, type Dependency } from '../dependency.js';
import { chainOf, dependenciesTo } from './chain.js';
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

/** A request that was answered in the end, and the names that led to it. */
export interface Saved {
  readonly chain: readonly string[];
  /** How many attempts it took. */
  readonly attempts: number;
}

/** What the audit has found. */
export interface Report {
  /** How many levels of the tree there are results of. */
  readonly levels: number;
  /** Every version once, by name. */
  readonly packages: readonly Found[];
  /** How many of them each licence has, the most frequent first. */
  readonly licences: Readonly<Record<string, number>>;
  readonly deprecated: readonly Found[];
  /** The versions of each package that there is more than one of. */
  readonly duplicates: Readonly<Record<string, readonly Found[]>>;
  readonly saved: readonly Saved[];
  readonly failures: readonly Failure[];
}

/** An outcome of a request for a dependency. */
type OfDependency = Exclude<AuditOutcome, { readonly stage: 'checked' }>;
type Answer = Extract<OfDependency, { readonly status: 'fulfilled' }>;

/** Makes the report of outcomes, all of a run's or those that there are yet. */
export function report(all: readonly AuditOutcome[], project: string): Report {
  const outcomes = all.filter((outcome): outcome is OfDependency => outcome.stage !== 'checked');
  const packages = packagesIn(outcomes, project);
  const byName = grouped(packages, ({ name }) => name);
  const byLicence = grouped(packages, ({ licence }) => licence);
  return {
    levels: Math.max(0, ...outcomes.map((outcome) => dependenciesTo(outcome).length)),
    packages,
    licences: Object.fromEntries([...byLicence].map(([licence, { length }]) => [licence, length] as const).sort(([, a], [, b]) => b - a)),
    deprecated: packages.filter(({ deprecated }) => deprecated !== undefined),
    duplicates: Object.fromEntries([...byName].filter(([, versions]) => versions.length > 1)),
    saved: outcomes
      .filter(isFulfilled)
      .filter(({ attempts }) => attempts > 1)
      .map((outcome) => ({ chain: chainOf(outcome), attempts: outcome.attempts })),
    failures: outcomes.filter(isRejected).map((outcome) => ({ chain: chainOf(outcome), reason: reasonText(outcome.reason) })),
  };
}

function packagesIn(outcomes: readonly OfDependency[], project: string): Found[] {
  const answers = outcomes.filter(isFulfilled);
  const dependents = dependentsIn(answers, project);
  return [...grouped(answers, ({ value: { name, version } }) => `${name}@${version}`)]
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([, found]) => {
      const [{ value }] = found as [Answer];
      const { name, version, deprecated } = value;
      const askers = found.flatMap((answer) => [...(dependents.get(askedFor(answer)) ?? [])]);
      return { name, version, licence: licenceOf(value), ...(deprecated ? { deprecated } : {}), dependents: [...new Set(askers)].sort() };
    });
}

/** Who names each dependency: the project itself, or a package. Not by the chains of outcomes: a walk asks once for what many name. */
function dependentsIn(answers: readonly Answer[], project: string): Map<string, Set<string>> {
  const dependents = new Map<string, Set<string>>();
  const add = (id: string, dependent: string): unknown => dependents.set(id, (dependents.get(id) ?? new Set()).add(dependent));
  for (const answer of answers) {
    if (dependenciesTo(answer).length === 1) add(askedFor(answer), project);
    for (const dependency of dependenciesOf(answer.value)) add(idOf(dependency), answer.value.name);
  }
  return dependents;
}

function askedFor(answer: Answer): string {
  return idOf(dependenciesTo(answer).at(-1) as Dependency);
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
