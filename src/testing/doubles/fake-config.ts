import type { FakeConfig } from './fake-request.js';
import { FakeHeaders } from './fake-headers.js';

/** Headers by what they are for: `common` those of all requests, `get` those of one method. */
type HeadersByMethod = Record<string, object>;

/** What an instance adds to each config. */
export interface Defaults extends Omit<FakeConfig, 'headers'> {
  readonly headers: HeadersByMethod;
}

/** A config as interceptors get it. */
export interface RequestConfig extends FakeConfig {
  readonly method: string;
  readonly headers: FakeHeaders;
}

const GROUPS = ['common', 'get', 'delete', 'head', 'options', 'post', 'put', 'patch', 'query'];

/**
 * Makes the defaults of an instance, over those of another one. Headers that are in no group are those of
 * all requests.
 */
export function defaultsOf({ headers = {}, ...config }: FakeConfig, base?: Defaults): Defaults {
  const given = headers as Readonly<Record<string, object | undefined>>;
  const own = Object.fromEntries(Object.entries(given).filter(([name]) => !GROUPS.includes(name)));
  const merged = (group: string): object => new FakeHeaders(base?.headers[group], group === 'common' ? own : undefined, given[group]);
  return { ...base, ...config, headers: Object.fromEntries(GROUPS.map((group) => [group, merged(group)])) };
}

/**
 * Makes the config of one request, as axios does: an option that is undefined is not given, and there is
 * no default for the URL and the body.
 */
export function configOf(defaults: Defaults, own: FakeConfig): RequestConfig {
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const method = (own.method ?? defaults.method ?? 'get').toLowerCase();
  const headers = new FakeHeaders(defaults.headers.common, defaults.headers[method], own.headers);
  return { ...defaults, url: undefined, data: undefined, ...given, method, headers };
}
