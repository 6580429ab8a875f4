import type { AuditOutcome } from '../audit.js';

/** The names that led to an outcome, root first: a direct dependency and, in the second round, what it asked for. */
export function chainOf(outcome: AuditOutcome): string[] {
  const names = outcome.stage === 'transitive' ? [outcome.inputs[0], outcome.inputs[2]] : [outcome.inputs[0]];
  return names.map(({ name }) => name);
}

/** Who asked for it: the project itself, or the direct dependency before it in the chain. */
export function dependentOf(outcome: AuditOutcome, project: string): string {
  return chainOf(outcome).at(-2) ?? project;
}
