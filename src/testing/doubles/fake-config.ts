import type { FakeConfig } from './fake-request.js';
import { FakeHeaders } from './fake-headers.js';

/** Headers by scope: `common` for all requests, `get` for one method. */
type HeadersByMethod = Record<string, object>;

/** What an instance adds to each config. */
export interface Defaults extends Omit<FakeConfig, 'headers'> {
  readonly headers: HeadersByMethod;
}

/** A config as interceptors receive it. */
export interface RequestConfig extends FakeConfig {
  readonly method: string;
  readonly headers: FakeHeaders;
}

const GROUPS = ['common', 'get', 'delete', 'head', 'options', 'post', 'put', 'patch', 'query'];

/**
 * Creates the defaults of an instance, merged over those of another one. Headers outside a group
 * apply to all requests.
 */
export function defaultsOf({ headers = {}, ...config }: FakeConfig, base?: Defaults): Defaults {
  const given = headers as Readonly<Record<string, object | undefined>>;
  const own = Object.fromEntries(Object.entries(given).filter(([name]) => !GROUPS.includes(name)));
  const merged = (group: string): object => new FakeHeaders(base?.headers[group], group === 'common' ? own : undefined, given[group]);
  return { ...base, ...config, headers: Object.fromEntries(GROUPS.map((group) => [group, merged(group)])) };
}

/**
 * Merges the config of one request as axios does: an option that is `undefined` counts as missing,
 * and the URL and the body have no default.
 */
export function configOf(defaults: Defaults, own: FakeConfig): RequestConfig {
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const method = (own.method ?? defaults.method ?? 'get').toLowerCase();
  const headers = new FakeHeaders(defaults.headers.common, defaults.headers[method], own.headers);
  return { ...defaults, url: undefined, data: undefined, ...given, method, headers };
}
