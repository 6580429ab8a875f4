import { isError } from './show.js';

/** Longer values are better represented by a name. */
const LONGEST = 240;

const ERRORS = new Set(['Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError']);

/**
 * Writes a value as source text that evaluates to an equal one.
 *
 * @returns `undefined` if there is no such text, for example for an instance of a class, or if it
 *   is too long
 */
export function literal(value: unknown): string | undefined {
  try {
    const text = written(value, []);
    return text.length > LONGEST ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Writes the key of an object: as a name, or as a string. */
export function keyLiteral(key: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? key : quoted(key);
}

/**
 * @param above - the objects that contain the value
 * @throws if the value has no literal
 */
function written(value: unknown, above: readonly unknown[]): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'bigint') return `${String(value)}n`;
  if (Object.is(value, -0)) return '-0';
  if (typeof value !== 'object' || value === null) return simple(value);
  if (above.includes(value)) throw new TypeError('circular');
  const within = (part: unknown): string => written(part, [...above, value]);
  const list = (parts: readonly unknown[]): string => `[${parts.map(within).join(', ')}]`;
  if (Array.isArray(value)) {
    if (Object.keys(value).length !== value.length) throw new TypeError('sparse');
    return list(value);
  }
  const { name } = (value as { constructor: { name: string } }).constructor;
  if (Reflect.ownKeys(value).some((key) => typeof key === 'symbol' || key === '__proto__')) throw new TypeError('no such keys');
  if (name === 'Object') return fields(value, within);
  if (isError(value)) return ofError(value, name);
  if (Object.keys(value).length > 0) throw new TypeError('more than a value');
  if (value instanceof Date) return `new Date('${value.toISOString()}')`;
  if (value instanceof Set) return `new Set(${list([...value])})`;
  if (value instanceof Map) return `new Map(${list([...value])})`;
  throw new TypeError('of a class');
}

function simple(value: unknown): string {
  if (typeof value === 'function' || typeof value === 'symbol') throw new TypeError('no literal');
  return String(value);
}

function fields(value: object, within: (part: unknown) => string): string {
  const texts = Object.entries(value).map(([key, own]) => `${keyLiteral(key)}: ${within(own)}`);
  return texts.length === 0 ? '{}' : `{ ${texts.join(', ')} }`;
}

function ofError(error: Error, name: string): string {
  if (!ERRORS.has(name) || error.name !== name || 'cause' in error || Object.keys(error).length > 0) throw new TypeError('more than a message');
  return `new ${name}(${quoted(error.message)})`;
}

function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}
