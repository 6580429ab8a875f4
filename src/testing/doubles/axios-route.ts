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
  const full = (baseURL === undefined || /^([a-z][a-z\d+\-.]*:)?\/\//i.test(url) ? url : joined(baseURL, url)).replace(/#.*/, '');
  const query = queryOf(params, paramsSerializer);
  return canonical(`${method} ${full}${query === '' ? '' : `${full.includes('?') ? '&' : '?'}${query}`}`);
}

/** A route as it is compared: the method in upper case, the query decoded but for what separates its parts, its names in alphabetical order. */
export function canonical(route: string): string {
  const [, method = '', path = '', query = ''] = /^(\S*)\s*([^?#]*)\??([^#]*)/.exec(route) ?? [];
  const pairs = [...new URLSearchParams(query)].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  const readable = pairs.map((pair) => pair.map((part) => part.replace(/[&=%+#]/g, encodeURIComponent)).join('=')).join('&');
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
  const pairs = Object.entries(params as Readonly<Record<string, Param>>).flatMap(([name, value]) => pairsOf(name.trim(), value, indexes));
  return String(new URLSearchParams(pairs.map((pair) => [...pair])));
}

/** What axios makes of one param: `ids[]` for a list of values, `user[name]` for what is nested, JSON if its name ends in `{}`. */
function pairsOf(name: string, value: Param, indexes: boolean | null): readonly Pair[] {
  if (typeof value === 'object' && value !== null && name.endsWith('{}')) return [[name, JSON.stringify(value)]];
  if (!Array.isArray(value) || !(name.endsWith('[]') || value.every(isPlain))) return nested(name, value);
  const list = bare(name);
  return (value as Param[]).flatMap((own, index) =>
    nested(indexes === true ? `${list}[${String(index)}]` : indexes === null ? list : `${list}[]`, own),
  );
}

/** Nothing of what is not there, ISO 8601 for a date. */
function nested(name: string, value: Param): readonly Pair[] {
  if (value === undefined || value === null) return [];
  if (value instanceof Date) return [[name, value.toISOString()]];
  if (typeof value !== 'object') return [[name, String(value)]];
  return Object.entries(value as Readonly<Record<string, Param>>).flatMap(([key, own]) => nested(`${bare(name)}[${bare(key.trim())}]`, own));
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null || value instanceof Date;
}

/** A name without the brackets at its end. */
function bare(name: string): string {
  return name.replace(/\[\]$/, '');
}
