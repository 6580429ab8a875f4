import type { Advisory } from '../../../examples/dependency-audit/advisory';
import type { AuditOutcome } from '../../../examples/dependency-audit/audit';
import type { Dependency } from '../../../examples/dependency-audit/dependency';
import type { Manifest } from '../../../examples/dependency-audit/packument';

const dependency = (name: string) => ({ name, range: '*' });

/** A direct dependency that was answered for. */
export function answered(value: Manifest, range = '*'): AuditOutcome {
  return { status: 'fulfilled', value, stage: 'direct', inputs: [{ name: value.name, range }], path: [0], index: 0, attempts: 1 };
}

/** A dependency that was answered for, and who named it. */
export function answeredFor(parent: string, value: Manifest): AuditOutcome {
  const inputs = [dependency(parent), { name: parent, version: '1.0.0' }, dependency(value.name)] as const;
  return { status: 'fulfilled', value, stage: 'transitive', inputs: [...inputs], path: [0, 0, 0], index: 0, attempts: 1 };
}

/** A dependency that a walk has found, and the names that led to it. */
export function found(chain: readonly string[], value: Manifest, attempts = 1): AuditOutcome {
  const [root, ...others] = [...chain, value.name].map(dependency) as [Dependency, ...Dependency[]];
  return { status: 'fulfilled', value, stage: 'found', inputs: [root, ...others], path: [0, ...others.map(() => 0)], index: 0, attempts };
}

export function failed(name: string, reason: unknown): AuditOutcome {
  return { status: 'rejected', reason, stage: 'direct', inputs: [dependency(name)], path: [0], attempts: 1 };
}

export function failedFor(parent: string, name: string, reason: unknown): AuditOutcome {
  const inputs = [dependency(parent), { name: parent, version: '1.0.0' }, dependency(name)] as const;
  return { status: 'rejected', reason, stage: 'transitive', inputs: [...inputs], path: [0, 0, 0], attempts: 1 };
}

/** A manifest joined with the advisories for it, or with the reason why they are not known. */
export function checked(input: Manifest, advisories: readonly Advisory[] | { readonly reason: unknown }): AuditOutcome {
  const each = Array.isArray(advisories)
    ? [{ status: 'fulfilled' as const, value: advisories as readonly Advisory[] }]
    : [{ ...rejection, reason: (advisories as { readonly reason: unknown }).reason, inputs: [input] as [Manifest] }];
  const inputs: [Dependency, Manifest, Manifest] = [dependency(input.name), input, input];
  return {
    status: 'fulfilled',
    value: { input, path: [0, 0, 0], advisories: each },
    stage: 'checked',
    inputs,
    path: [0, 0, 0],
    index: 0,
    attempts: 1,
  };
}

const rejection = { status: 'rejected', stage: 'advisories', path: [0, 0, 0], attempts: 1 } as const;
