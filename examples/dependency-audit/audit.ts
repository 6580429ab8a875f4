import { from, type Observable, type ObservedValueOf } from 'rxjs';
import { pipeline, stage, type BranchEvent } from 'rxjs-stages';
import type { FetchManifest } from './client.js';
import { dependenciesOf, idOf, type Dependency } from './dependency.js';
import type { Manifest } from './packument.js';
import { politely } from './politeness.js';

/** How far an audit goes, and how fast. */
export interface AuditOptions {
  /** How many requests may be under way in the first round and in the second; a walk has those of both. */
  readonly concurrency: readonly [number, number];
  /** How many levels of the tree are walked, each dependency asked for once; if it is not given, there are two rounds. */
  readonly depth?: number | undefined;
  readonly onEvent: (event: BranchEvent) => void;
}

/** One result of an audit, fulfilled or rejected, of whichever stage. */
export type AuditOutcome = ObservedValueOf<ReturnType<ReturnType<typeof twoRounds | typeof walk>>>;

/** The job: a request for each direct dependency and, as soon as its answer is there, one for each dependency that it names. */
export function audit(dependencies: readonly Dependency[], fetch: FetchManifest, options: AuditOptions): Observable<AuditOutcome> {
  const { depth } = options;
  return depth === undefined ? from(dependencies).pipe(twoRounds(fetch, options)) : from(dependencies).pipe(walk(fetch, options, depth));
}

/**
 * Two rounds of requests. What a direct dependency's answer says is a result of its own, so that stage delivers its values too. Between the rounds a stage
 * that makes no request takes the answer apart.
 */
function twoRounds(fetch: FetchManifest, { concurrency: [first, second], onEvent }: AuditOptions) {
  const registry = politely(first + second);
  const direct = stage('direct', (dependency: Dependency) => fetch(dependency), { ...registry, concurrency: first, deliver: true });
  const names = stage('names', (manifest: Manifest) => dependenciesOf(manifest));
  const transitive = stage('transitive', (dependency: Dependency) => fetch(dependency), { ...registry, concurrency: second });
  return pipeline(direct, names, transitive, { onEvent });
}

/** The tree: one stage, fed with what its own answers name, and waiting for no level of it. By its key each dependency is asked for once, and cycles end. */
function walk(fetch: FetchManifest, { concurrency: [first, second], onEvent }: AuditOptions, depth: number) {
  const found = stage('found', (dependency: Dependency) => fetch(dependency), {
    ...politely(first + second),
    key: idOf,
    recurse: dependenciesOf,
    maxDepth: depth - 1,
  });
  return pipeline(found, { onEvent });
}
