import { has } from '../../check.js';
import { quote } from '../../quote.js';

const LONGEST = 240;
const DEEPEST = 4;
const MOST = 8;

/** Shows a value in a message as code, shortened; errors by name and message. */
export function show(value: unknown): string {
  let text: string;
  try {
    text = written(value, []);
  } catch {
    // A getter, a proxy or a `toString` of the user's.
    text = quote(value);
  }
  return shortened(text, LONGEST);
}

/** The beginning of a text that exceeds `longest`. */
export function shortened(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** Shows a chain of inputs; of a long one, only the last inputs. */
export function showChain(inputs: readonly unknown[]): string {
  const shown = inputs.slice(-MOST).map(show);
  return [...(inputs.length > MOST ? [`(${String(inputs.length - MOST)} more)`] : []), ...shown].join(' → ');
}

/** @param above - the objects that contain the value */
function written(value: unknown, above: readonly unknown[]): string {
  if (isError(value)) return `${value.name}: ${value.message}`;
  if (typeof value === 'bigint') return `${String(value)}n`;
  if (Object(value) !== value || typeof value === 'function') return quote(value, LONGEST);
  if (above.includes(value)) return '[circular]';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  const within = (part: unknown): string => (above.length < DEEPEST ? written(part, [...above, value]) : '…');
  if (has(value, 'asymmetricMatch')) return pattern(value, within);
  if (Array.isArray(value)) return `[${value.map(within).join(', ')}]`;
  if (value instanceof Set) return `Set {${[...value].map(within).join(', ')}}`;
  if (value instanceof Map) return `Map {${[...value].map(([key, own]) => `${within(key)} → ${within(own)}`).join(', ')}}`;
  const { name } = (Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null)?.constructor ?? {};
  const parts = Object.entries(value as object).map(([key, own]) => `${/^[\w$]+$/.test(key) ? key : quote(key)}: ${within(own)}`);
  const fields = parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
  return name === undefined || name === 'Object' || name === '' ? fields : `${name} ${fields}`;
}

/** An asymmetric matcher as jest prints it, and other patterns after it. */
function pattern(value: object, within: (part: unknown) => string): string {
  if (has(value, 'toAsymmetricMatcher')) return String(value.toAsymmetricMatcher());
  const name = (value as { toString(): string }).toString();
  return 'sample' in value ? `${name} ${within(value.sample)}` : name;
}

/** Whether something is an error, including errors of another realm, such as a test runner's. */
export function isError(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && 'message' in value && 'stack' in value;
}
