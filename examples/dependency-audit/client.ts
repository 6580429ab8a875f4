import axios, { type AxiosRequestConfig } from 'axios';
import { map, throwError, type Observable } from 'rxjs';
import { fromAxios } from 'rxjs-stages/axios';
import type { Dependency } from './dependency.js';
import { pick, type Manifest, type Packument } from './packument.js';

/** Asks a registry for a dependency: one request for each subscription, aborted by unsubscribing. */
export type FetchManifest = (dependency: Dependency) => Observable<Manifest>;

/** What no range and no tag has in it, but the place of a package that is elsewhere: `file:../x`, `github:owner/name`, `owner/name`. */
const ELSEWHERE = /[:/]/;

/**
 * Makes a client of the registry that a config tells how to reach. A name that is not meant for a registry is not told to it.
 *
 * @param userAgent - what the client calls itself
 */
export function registryClient(config: AxiosRequestConfig, userAgent: string): FetchManifest {
  const client = axios.create({ timeout: 10_000, ...config, headers: { 'user-agent': userAgent } });
  return (dependency) => {
    const { name, range } = dependency;
    if (ELSEWHERE.test(range)) return throwError(() => new Error(`'${range}' is not in a registry`));
    return fromAxios<Packument>(`/${name.replace('/', '%2f')}`, client).pipe(map(({ data }) => pick(data, dependency)));
  };
}
