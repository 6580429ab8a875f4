import { has } from '../check.js';
import { quote } from '../quote.js';
import { isError } from './statement.js';

const LONGEST = 240;

/** Shows a value in a message: JSON where there is any, shortened; errors by name and message. */
export function show(value: unknown): string {
  if (isError(value)) return `${value.name}: ${value.message}`;
  // Those that jest, and others after it, have in place of values.
  if (has(value, 'asymmetricMatch'))
    return String(has(value, 'toAsymmetricMatcher') ? value.toAsymmetricMatcher() : (value as { toString(): string }).toString());
  if (Object(value) !== value || typeof value === 'function') return quote(value);
  try {
    const text = JSON.stringify(value);
    return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  } catch {
    return quote(value);
  }
}
