import { isFulfilled } from 'rxjs-stages';
import type { Advisory } from '../advisory.js';
import type { AuditOutcome } from '../audit.js';
import { packageOf } from '../packument.js';
import { reasonText } from './reason.js';

/** What is known of the advisories for the packages that were found, each version once, by name. */
export interface Advisories {
  readonly found: readonly { readonly package: string; readonly advisories: readonly Advisory[] }[];
  /** The packages for which the request has failed: they may have some or not. */
  readonly unknown: readonly { readonly package: string; readonly reason: string }[];
  /** How many packages have none. */
  readonly none: number;
  /** How many requests there were, each for several packages. */
  readonly requests: number;
}

/** An outcome of the stage that joins a manifest with its advisories. */
type Checked = Extract<AuditOutcome, { readonly status: 'fulfilled'; readonly stage: 'checked' }>;

/** Puts together what the outcomes say of advisories. If one of several requests for a package was answered, its advisories are known. */
export function advisoriesIn(outcomes: readonly AuditOutcome[]): Omit<Advisories, 'requests'> {
  const checked = outcomes.filter((outcome): outcome is Checked => outcome.stage === 'checked' && isFulfilled(outcome)).map(({ value }) => value);
  const known = new Map<string, Advisory[]>();
  const reasons = new Map<string, string>();
  for (const { input, advisories } of checked) {
    const failure = advisories.find((each) => each.status === 'rejected');
    if (failure !== undefined) reasons.set(packageOf(input), reasonText(failure.reason));
    else
      known.set(
        packageOf(input),
        advisories.filter(isFulfilled).flatMap(({ value }) => value),
      );
  }
  const found = sorted(known).filter(([, advisories]) => advisories.length > 0);
  return {
    found: found.map(([name, advisories]) => ({ package: name, advisories })),
    unknown: sorted(reasons)
      .filter(([name]) => !known.has(name))
      .map(([name, reason]) => ({ package: name, reason })),
    none: known.size - found.length,
  };
}

function sorted<T>(byName: ReadonlyMap<string, T>): [string, T][] {
  return [...byName].sort(([a], [b]) => a.localeCompare(b, 'en'));
}
