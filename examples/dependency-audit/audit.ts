import { from, type ObservedValueOf } from 'rxjs';
import { pipeline, stage, type BranchEvent } from 'rxjs-stages';
import type { FetchManifest } from './client.js';
import { dependenciesOf, type Dependency } from './dependency.js';
import type { Manifest } from './packument.js';

/** One result of the audit, fulfilled or rejected, of whichever stage. */
export type AuditOutcome = ObservedValueOf<ReturnType<typeof audit>>;

/**
 * The job: a request for each direct dependency and, as soon as its answer is there, one for each dependency that it names.
 *
 * What a direct dependency's answer says is a result of its own, so that stage delivers its values too. Between the rounds a stage that makes no request
 * takes the answer apart.
 */
export function audit(
  dependencies: readonly Dependency[],
  fetch: FetchManifest,
  [first, second]: readonly [number, number],
  onEvent: (event: BranchEvent) => void,
) {
  const direct = stage('direct', (dependency: Dependency) => fetch(dependency), { concurrency: first, deliver: true });
  const names = stage('names', (manifest: Manifest) => dependenciesOf(manifest));
  const transitive = stage('transitive', (dependency: Dependency) => fetch(dependency), { concurrency: second });
  return from(dependencies).pipe(pipeline(direct, names, transitive, { concurrency: Infinity, onEvent }));
}
