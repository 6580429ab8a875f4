import { has } from '../../check.js';

/** The part of a request's config that determines its URL. */
export interface Destination {
  readonly method?: string | undefined;
  readonly baseURL?: string | null | undefined;
  readonly allowAbsoluteUrls?: boolean | undefined;
  readonly url?: string | undefined;
  readonly params?: unknown;
  readonly paramsSerializer?: unknown;
}

type Param = string | number | boolean | bigint | object | null | undefined;

/** How axios writes lists and nested params. */
interface Options {
  readonly indexes?: boolean | null;
  readonly dots?: boolean;
}

type Pair = readonly [name: string, value: string];

/** The route of a request: its method and URL, with params as axios writes them, but readable. */
export function routeOf(destination: Destination): string {
  return canonical(`${destination.method ?? 'get'} ${fullOf(destination)}`);
}

/** The URL of a request, readable as in its route. */
export function uriOf(destination: Destination): string {
  return canonical(`get ${fullOf(destination)}`).slice('GET '.length);
}

function fullOf({ baseURL, url = '', allowAbsoluteUrls = true, params, paramsSerializer }: Destination): string {
  const isAbsolute = allowAbsoluteUrls && /^([a-z][a-z\d+\-.]*:)?\/\//i.test(url);
  const [full = ''] = (!baseURL || isAbsolute ? url : joined(baseURL, url)).split('#', 1);
  const query = queryOf(params, paramsSerializer);
  return `${full}${query === '' ? '' : `${full.includes('?') ? '&' : '?'}${query}`}`;
}

/**
 * A route in the form in which routes are compared: the method in upper case, the names of the
 * query in alphabetical order. The query is decoded, except for characters that separate its parts.
 */
export function canonical(route: string): string {
  const [, method = '', path = '', query = ''] = /^(\S*)\s*([^?#]*)\??([^#]*)/.exec(route) ?? [];
  const pairs = [...new URLSearchParams(query)].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  const readable = pairs.map((pair) => pair.map((part) => part.replace(/[&=%+#]/g, encodeURIComponent)).join('=')).join('&');
  return `${method.toUpperCase()} ${path}${readable === '' ? '' : `?${readable}`}`;
}

function joined(base: string, url: string): string {
  if (url === '') return base;
  let end = base.length;
  while (base[end - 1] === '/') end--;
  return `${base.slice(0, end)}/${url.replace(/^\/+/, '')}`;
}

function queryOf(params: unknown, serializer: unknown): string {
  if (params === undefined || params === null) return '';
  const serialize = typeof serializer === 'function' ? serializer : has(serializer, 'serialize') ? serializer.serialize : undefined;
  if (serialize !== undefined) return String((serialize as (params: unknown) => unknown)(params));
  if (params instanceof URLSearchParams) return String(params);
  const pairs = Object.entries(params as Readonly<Record<string, Param>>).flatMap(([name, value]) => pairsOf(name.trim(), value, serializer ?? {}));
  return String(new URLSearchParams(pairs.map((pair) => [...pair])));
}

/**
 * What axios writes for one param: `ids[]` for a list of values, `user[name]` for nested values,
 * JSON if its name ends in `{}`.
 */
function pairsOf(name: string, value: Param, { indexes = false, dots = false }: Options): readonly Pair[] {
  if (typeof value === 'object' && value !== null && name.endsWith('{}')) return [[name, JSON.stringify(value)]];
  if (!Array.isArray(value) || !(name.endsWith('[]') || !value.some(isNest))) return nested(name, value, dots);
  const list = bare(name);
  return (value as Param[]).flatMap((own, index) =>
    leaf(indexes === true ? `${list}[${String(index)}]` : indexes === null ? list : `${list}[]`, own),
  );
}

function nested(name: string, value: Param, dots: boolean): readonly Pair[] {
  if (!isNest(value)) return leaf(name, value);
  return Object.entries(value).flatMap(([key, own]) => {
    const token = bare(key.trim());
    return nested(dots ? `${bare(name)}.${token}` : `${bare(name)}[${token}]`, own, dots);
  });
}

/** Nothing for a missing value, ISO 8601 for a date. */
function leaf(name: string, value: Param): readonly Pair[] {
  if (value === undefined || value === null) return [];
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- as axios writes what is of a class
  return [[name, value instanceof Date ? value.toISOString() : String(value)]];
}

/** Whether a value has nested params: a list, or a plain object. */
function isNest(value: unknown): value is Readonly<Record<string, Param>> {
  if (Array.isArray(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A name without trailing brackets. */
function bare(name: string): string {
  return name.replace(/\[\]$/, '');
}
