import type { AuditOutcome } from '../../../examples/dependency-audit/audit';
import type { Manifest } from '../../../examples/dependency-audit/packument';

const dependency = (name: string) => ({ name, range: '*' });

/** A direct dependency that was answered for. */
export function answered(value: Manifest): AuditOutcome {
  return { status: 'fulfilled', value, stage: 'direct', inputs: [dependency(value.name)], path: [0], index: 0, attempts: 1 };
}

/** A dependency that was answered for, and who named it. */
export function answeredFor(parent: string, value: Manifest): AuditOutcome {
  const inputs = [dependency(parent), { name: parent, version: '1.0.0' }, dependency(value.name)] as const;
  return { status: 'fulfilled', value, stage: 'transitive', inputs: [...inputs], path: [0, 0, 0], index: 0, attempts: 1 };
}

export function failed(name: string, reason: unknown): AuditOutcome {
  return { status: 'rejected', reason, stage: 'direct', inputs: [dependency(name)], path: [0], attempts: 1 };
}

export function failedFor(parent: string, name: string, reason: unknown): AuditOutcome {
  const inputs = [dependency(parent), { name: parent, version: '1.0.0' }, dependency(name)] as const;
  return { status: 'rejected', reason, stage: 'transitive', inputs: [...inputs], path: [0, 0, 0], attempts: 1 };
}
