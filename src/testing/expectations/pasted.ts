import { keyLiteral, literal } from '../diagrams/literal.js';
import { NO_LETTER } from '../diagrams/letters.js';
import type { Mark } from '../diagrams/marks.js';
import { writeMarbles, writeSubscription } from '../diagrams/write-marbles.js';

/** A sign at one frame, and the value that it represents, if any. */
export interface Meant extends Mark {
  readonly meaning?: unknown;
}

/** Writes an expectation that what came would meet; empty if none can express it. */
export type Paste = (came: readonly Meant[]) => string;

/** For `expectOutcomes`. Letters that represent themselves, and `#` for 'error', need no value. */
export const pasteOutcomes: Paste = (came) => {
  const values = came.filter(({ sign, meaning }) => sign !== '|' && meaning !== (sign === '#' ? 'error' : sign));
  return pasted(writeMarbles(came), valuesOf(values));
};

/**
 * For `expectStarts`.
 *
 * @param letters - the values of the letters of the marks
 */
export function pasteStarts(came: readonly Mark[], letters: readonly Meant[]): string {
  return pasted(
    letters.some(({ sign }) => sign === NO_LETTER) ? undefined : writeMarbles(came),
    valuesOf(letters.filter(({ sign, meaning }) => meaning !== sign)),
  );
}

/**
 * For the `expectObservable` of RxJS: one diagram, the values of all letters or none, and the
 * error.
 */
export const pasteNotifications: Paste = (came) => {
  const letters = came.filter(({ sign }) => sign !== '|' && sign !== '#');
  const values = letters.every(({ sign, meaning }) => meaning === sign) ? undefined : valuesOf(letters);
  const failure = came.find(({ sign }) => sign === '#');
  const marbles = writeMarbles(came);
  // RxJS treats a falsy error as missing.
  if (marbles?.length !== 1 || (failure !== undefined && !failure.meaning)) return '';
  const error = failure === undefined || failure.meaning === 'error' ? undefined : (literal(failure.meaning) ?? 'error');
  return pasted(marbles, values ?? (error === undefined ? undefined : 'undefined'), error);
};

/** For `toBe` of a count, which is 0 until the first change. */
export const pasteCounts: Paste = (came) => {
  const [first, ...rest] = came;
  const marbles = writeMarbles(first?.frame === 0 && first.sign === '0' && rest.length > 0 ? rest : came);
  return marbles?.length === 1 ? pasted(marbles) : '';
};

/**
 * For `expectSubscriptions`.
 *
 * @param logs - the marks of each subscription
 */
export function pasteSubscriptions(logs: readonly (readonly Mark[])[]): string {
  return pasted(logs.map(writeSubscription));
}

function pasted(marbles: readonly string[] | undefined, ...values: readonly (string | undefined)[]): string {
  if (marbles === undefined) return '';
  const diagrams = marbles.map((diagram) => literal(diagram) ?? `'${diagram}'`);
  const first = diagrams.length === 1 ? diagrams[0] : `[${diagrams.join(', ')}]`;
  return `Received, as an expectation:\n.toBe(${[first, ...values].filter((text) => text !== undefined).join(', ')})`;
}

/** The values of letters. A value without a literal becomes a variable named like its letter. */
function valuesOf(came: readonly Meant[]): string | undefined {
  const meanings = new Map(came.map(({ sign, meaning }) => [sign, meaning]));
  const fields = [...meanings].map(([sign, meaning]) => {
    const key = keyLiteral(sign);
    const value = literal(meaning) ?? (key === sign ? sign : 'value');
    // Only an identifier can be written in shorthand.
    return value === key && key === sign ? key : `${key}: ${value}`;
  });
  return fields.length === 0 ? undefined : `{ ${fields.join(', ')} }`;
}
