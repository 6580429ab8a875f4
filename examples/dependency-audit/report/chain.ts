import type { AuditOutcome } from '../audit.js';
import type { Dependency } from '../dependency.js';
import type { Manifest } from '../packument.js';

/** The dependencies that led to an outcome, root first; the last is what was asked for. Between them may be answers that were taken apart. */
export function dependenciesTo({ inputs }: AuditOutcome): Dependency[] {
  const chain: readonly (Dependency | Manifest)[] = inputs;
  return chain.filter((input) => 'range' in input);
}

/** Their names. */
export function chainOf(outcome: AuditOutcome): string[] {
  return dependenciesTo(outcome).map(({ name }) => name);
}
