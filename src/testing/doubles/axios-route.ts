import { has } from '../../check.js';

/** What of a request's config says where it goes. */
export interface Destination {
  readonly method?: string | undefined;
  readonly baseURL?: string | undefined;
  readonly url?: string | undefined;
  readonly params?: unknown;
  readonly paramsSerializer?: unknown;
}

type Param = string | number | boolean | bigint | object | null | undefined;

type Pair = readonly [name: string, value: string];

/** The route of a request: its method and its URL, with the params as axios writes them, but readable. */
export function routeOf({ method = 'get', baseURL, url = '', params, paramsSerializer }: Destination): string {
  const full = baseURL === undefined || /^([a-z][a-z\d+\-.]*:)?\/\//i.test(url) ? url : joined(baseURL, url);
  const query = queryOf(params, paramsSerializer);
  return canonical(`${method} ${full}${query === '' ? '' : `${full.includes('?') ? '&' : '?'}${query}`}`);
}

/** A route as it is compared: the method in upper case, the query decoded, its names in alphabetical order. */
export function canonical(route: string): string {
  const [, method = '', path = '', query = ''] = /^(\S*)\s*([^?#]*)\??([^#]*)/.exec(route) ?? [];
  const pairs = [...new URLSearchParams(query)].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  const readable = pairs.map(([name, value]) => `${name}=${value}`).join('&');
  return `${method.toUpperCase()} ${path}${readable === '' ? '' : `?${readable}`}`;
}

function joined(base: string, url: string): string {
  return url === '' ? base : `${base.replace(/\/+$/, '')}/${url.replace(/^\/+/, '')}`;
}

function queryOf(params: unknown, serializer: unknown): string {
  if (params === undefined || params === null) return '';
  const serialize = typeof serializer === 'function' ? serializer : has(serializer, 'serialize') ? serializer.serialize : undefined;
  if (serialize !== undefined) return String((serialize as (params: unknown) => unknown)(params));
  if (params instanceof URLSearchParams) return String(params);
  const { indexes = false } = (serializer ?? {}) as { readonly indexes?: boolean | null };
  return String(new URLSearchParams(pairsOf('', params as Param, indexes).map(([name, value]) => [name, value])));
}

/** What axios makes of params: nothing of what is not there, `ids[]` for a list of values, `user[name]` for what is nested, ISO 8601 for a date. */
function pairsOf(name: string, value: Param, indexes: boolean | null): readonly Pair[] {
  if (value === undefined || value === null) return [];
  if (value instanceof Date) return [[name, value.toISOString()]];
  if (typeof value !== 'object') return [[name, String(value)]];
  const isFlatList =
    Array.isArray(value) &&
    name !== '' &&
    !name.includes('[') &&
    !value.some((each) => typeof each === 'object' && each !== null && !(each instanceof Date));
  return Object.entries(value as Readonly<Record<string, Param>>).flatMap(([key, own]) => {
    const index = isFlatList && indexes !== true ? (indexes === null ? '' : '[]') : `[${key}]`;
    return pairsOf(name === '' ? key : `${name}${index}`, own, indexes);
  });
}
