import { map, throwError, type Observable } from 'rxjs';
import type { Advisory } from './advisory.js';
import type { Dependency } from './dependency.js';
import { packageOf, pick, type Manifest, type Packument } from './packument.js';
import type { Transport } from './transport/transport.js';

/** Asks a registry for a dependency: one request for each subscription, aborted by unsubscribing. */
export type FetchManifest = (dependency: Dependency) => Observable<Manifest>;

/** Asks a registry for the advisories for one version of a package, in the same way. */
export type FetchAdvisories = (manifest: Manifest) => Observable<readonly Advisory[]>;

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

/** Makes a client of the advisories of the registry that a transport leads to. */
export function advisoriesClient(transport: Transport, userAgent: string): FetchAdvisories {
  return (manifest) =>
    transport(`/-/security/${packageOf(manifest).replace('/', '%2f')}`, userAgent).pipe(map((advisories) => advisories as readonly Advisory[]));
}
