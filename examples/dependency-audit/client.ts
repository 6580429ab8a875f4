import { map, throwError, type Observable } from 'rxjs';
import { satisfies } from 'semver';
import type { Advisory, BulkAnswer, BulkQuery } from './advisory.js';
import type { Dependency } from './dependency.js';
import { packageOf, pick, type Manifest, type Packument } from './packument.js';
import type { Transport } from './transport/transport.js';

/** Asks a registry for a dependency: one request for each subscription, aborted by unsubscribing. */
export type FetchManifest = (dependency: Dependency) => Observable<Manifest>;

/** Requests the advisories for several packages at once, in the same way: those of each by `packageOf`, or why they are not known. */
export type FetchAdvisories = (manifests: readonly Manifest[]) => Observable<ReadonlyMap<string, readonly Advisory[] | Error>>;

/** What no range and no tag has in it, but the place of a package that is elsewhere: `file:../x`, `github:owner/name`, `owner/name`. */
const ELSEWHERE = /[:/]/;

/**
 * Makes a client of the registry that a transport leads to. A name that is not meant for a registry is not told to it.
 *
 * @param userAgent - what the client calls itself
 */
export function registryClient(transport: Transport, userAgent: string): FetchManifest {
  return (dependency) => {
    const { name, range } = dependency;
    if (ELSEWHERE.test(range)) return throwError(() => new Error(`'${range}' is not in a registry`));
    return transport(`/${name.replace('/', '%2f')}`, userAgent).pipe(map((packument) => pick(packument as Packument, dependency)));
  };
}

/** Where npm's registry has the advisories for many packages. */
export const BULK = '/-/npm/v1/security/advisories/bulk';

/** Makes a client of the advisories of the registry that a transport leads to. */
export function advisoriesClient(transport: Transport, userAgent: string): FetchAdvisories {
  return (manifests) => transport(BULK, userAgent, queryOf(manifests)).pipe(map((answer) => advisoriesOf(manifests, answer as BulkAnswer)));
}

function queryOf(manifests: readonly Manifest[]): BulkQuery {
  const query: Record<string, string[]> = {};
  for (const { name, version } of manifests) (query[name] ??= []).push(version);
  return query;
}

function advisoriesOf(manifests: readonly Manifest[], answer: BulkAnswer): Map<string, readonly Advisory[] | Error> {
  return new Map(
    manifests.map((manifest) => {
      const { [manifest.name]: all = [] } = answer;
      const own = all?.filter((advisory) => satisfies(manifest.version, advisory.vulnerable_versions));
      return [packageOf(manifest), own ?? new Error(`the registry knows no advisories for ${manifest.name}`)];
    }),
  );
}
