import { check, OBJECT } from '../../check.js';
import { quote, quoteAll } from '../../quote.js';
import { MARBLES } from '../diagrams/marks.js';

/**
 * The marbles of each key: one diagram for all attempts, or a list with one for each attempt in
 * turn. `*` is the default for all other keys.
 */
export type Script = Readonly<Record<string, string | readonly string[]>>;

/** The key of the default marbles. */
export const ANY = '*';

/**
 * Checks all marbles of a script, including those that may never be used.
 *
 * @param read - reads a diagram
 * @throws TypeError if a diagram is not marbles; what `read` throws
 */
export function checkScript(who: string, script: Script, read: (marbles: string) => unknown): void {
  check(`${who}: script`, OBJECT, script);
  for (const [key, marbles] of Object.entries(script)) {
    check(`${who}: the marbles of ${quote(key)}`, MARBLES, marbles);
    for (const diagram of [marbles].flat()) read(diagram);
  }
}

/**
 * Finds the marbles of one attempt.
 *
 * @param who - the owner of the script, for messages
 * @param attempt - the number of the attempt, from 1
 * @throws Error if there are none
 */
export function marblesOf(who: string, script: Script, key: string, attempt: number): string {
  const marbles = [key, ANY].filter((each) => Object.hasOwn(script, each)).map((each) => script[each])[0];
  if (marbles === undefined) throw new Error(`${who}: no marbles for ${quote(key)}: the script has ${quoteAll(Object.keys(script)) || 'no keys'}`);
  if (typeof marbles === 'string') return marbles;
  const own = marbles[attempt - 1];
  if (own !== undefined) return own;
  throw new Error(`${who}: no marbles for attempt ${String(attempt)} of ${quote(key)}: its list has ${String(marbles.length)}`);
}
