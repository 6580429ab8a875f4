import { from, type Observable, type ObservedValueOf } from 'rxjs';
import { fork, pipeline, stage, type Cache, type PipelineEvent } from 'rxjs-stages';
import { checked } from './checked.js';
import type { FetchAdvisories, FetchManifest } from './client.js';
import { dependenciesOf, idOf, type Dependency } from './dependency.js';
import type { Manifest } from './packument.js';
import { politely } from './politeness.js';

/** How far an audit goes, and how fast. */
export interface AuditOptions {
  /** How many requests may be under way in the first round and in the second; a walk has those of both. */
  readonly concurrency: readonly [number, number];
  /** How many levels of the tree are walked, each dependency asked for once; if it is not given, there are two rounds. */
  readonly depth?: number | undefined;
  /** Asks for the advisories for each package; if it is not given, and in a walk, nobody does. */
  readonly advisories?: FetchAdvisories | undefined;
  /** Where answers are found that were given to an earlier run. */
  readonly cache?: Cache | undefined;
  readonly onEvent: (event: PipelineEvent) => void;
}

/** One result of an audit, fulfilled or rejected, of whichever stage. */
export type AuditOutcome = ObservedValueOf<ReturnType<ReturnType<typeof twoRounds | typeof twoRoundsChecked | typeof walk>>>;

/** The job: a request for each direct dependency and, as soon as its answer is there, one for each dependency that it names. */
export function audit(dependencies: readonly Dependency[], fetch: FetchManifest, options: AuditOptions): Observable<AuditOutcome> {
  const { depth, advisories } = options;
  if (depth !== undefined) return from(dependencies).pipe(walk(fetch, options, depth));
  if (advisories !== undefined) return from(dependencies).pipe(twoRoundsChecked(fetch, options, advisories));
  return from(dependencies).pipe(twoRounds(fetch, options));
}

/**
 * Two rounds of requests. What a direct dependency's answer says is a result of its own, so that stage delivers its values too. Between the rounds a stage
 * that makes no request takes the answer apart.
 */
function twoRounds(fetch: FetchManifest, options: AuditOptions) {
  const { direct, names, transitive } = rounds(fetch, options);
  return pipeline(direct, names, transitive, { onEvent: options.onEvent });
}

/**
 * The same as a tree: with what a direct dependency's manifest names, its advisories are asked for. Neither waits for the other. The
 * manifests of both rounds come together behind the fork, where each is joined with the advisories for it.
 */
function twoRoundsChecked(fetch: FetchManifest, options: AuditOptions, advisories: FetchAdvisories) {
  const { registry, direct, names, transitive } = rounds(fetch, options);
  const itself = stage('itself', (manifest: Manifest) => [manifest]);
  return pipeline(direct, fork(itself, pipeline(names, transitive)), checked(advisories, registry, options.cache), { onEvent: options.onEvent });
}

function rounds(fetch: FetchManifest, { concurrency: [first, second], cache }: AuditOptions) {
  const registry = politely(first + second);
  const common = { ...registry, cache, deliver: true } as const;
  return {
    registry,
    direct: stage('direct', (dependency: Dependency) => fetch(dependency), { ...common, concurrency: first }),
    names: stage('names', (manifest: Manifest) => dependenciesOf(manifest)),
    transitive: stage('transitive', (dependency: Dependency) => fetch(dependency), { ...common, concurrency: second }),
  };
}

/** The tree: one stage, fed with what its own answers name, and waiting for no level of it. By its key each dependency is asked for once, and cycles end. */
function walk(fetch: FetchManifest, { concurrency: [first, second], cache, onEvent }: AuditOptions, depth: number) {
  const found = stage('found', (dependency: Dependency) => fetch(dependency), {
    ...politely(first + second),
    key: idOf,
    cache,
    recurse: dependenciesOf,
    maxDepth: depth - 1,
  });
  return pipeline(found, { onEvent });
}
