import { keyLiteral, literal } from '../diagrams/literal.js';
import { NO_LETTER } from '../diagrams/letters.js';
import type { Mark } from '../diagrams/marks.js';
import { writeMarbles, writeSubscription } from '../diagrams/write-marbles.js';

/** Something at one frame, and what its sign stands for, if for anything. */
export interface Meant extends Mark {
  readonly meaning?: unknown;
}

/** Writes an expectation of what came, or nothing where none can say it. */
export type Paste = (came: readonly Meant[]) => string;

/** As `expectOutcomes` takes it. Letters that stand for themselves, and `#` for 'error', need no value. */
export const pasteOutcomes: Paste = (came) => {
  const values = came.filter(({ sign, meaning }) => sign !== '|' && meaning !== (sign === '#' ? 'error' : sign));
  return pasted(writeMarbles(came), valuesOf(values));
};

/** As `expectStarts` takes it. @param letters - what each letter of the marks stands for */
export function pasteStarts(came: readonly Mark[], letters: readonly Meant[]): string {
  return pasted(
    letters.some(({ sign }) => sign === NO_LETTER) ? undefined : writeMarbles(came),
    valuesOf(letters.filter(({ sign, meaning }) => meaning !== sign)),
  );
}

/** As rxjs's `expectObservable` takes it: one diagram, the values of all letters or none, and the error. */
export const pasteNotifications: Paste = (came) => {
  const letters = came.filter(({ sign }) => sign !== '|' && sign !== '#');
  const values = letters.every(({ sign, meaning }) => meaning === sign) ? undefined : valuesOf(letters);
  const failure = came.find(({ sign }) => sign === '#');
  const marbles = writeMarbles(came);
  // rxjs takes what is falsy for no error at all.
  if (marbles?.length !== 1 || (failure !== undefined && !failure.meaning)) return '';
  const error = failure === undefined || failure.meaning === 'error' ? undefined : (literal(failure.meaning) ?? 'error');
  return pasted(marbles, values ?? (error === undefined ? undefined : 'undefined'), error);
};

/** As `toBe` of a count takes it: it is 0 until something else is said. */
export const pasteCounts: Paste = (came) => {
  const [first, ...rest] = came;
  const marbles = writeMarbles(first?.frame === 0 && first.sign === '0' && rest.length > 0 ? rest : came);
  return marbles?.length === 1 ? pasted(marbles) : '';
};

/** As `expectSubscriptions` takes it. @param logs - the marks of each subscription */
export function pasteSubscriptions(logs: readonly (readonly Mark[])[]): string {
  return pasted(logs.map(writeSubscription));
}

function pasted(marbles: readonly string[] | undefined, ...values: readonly (string | undefined)[]): string {
  if (marbles === undefined) return '';
  const diagrams = marbles.map((diagram) => literal(diagram) ?? `'${diagram}'`);
  const first = diagrams.length === 1 ? diagrams[0] : `[${diagrams.join(', ')}]`;
  return `Received, as an expectation:\n.toBe(${[first, ...values].filter((text) => text !== undefined).join(', ')})`;
}

/** The values of letters; one that no literal can say is left to a variable of that name. */
function valuesOf(came: readonly Meant[]): string | undefined {
  const meanings = new Map(came.map(({ sign, meaning }) => [sign, meaning]));
  const fields = [...meanings].map(([sign, meaning]) => {
    const key = keyLiteral(sign);
    const value = literal(meaning) ?? (key === sign ? sign : 'value');
    // Only an identifier can be written once for both.
    return value === key && key === sign ? key : `${key}: ${value}`;
  });
  return fields.length === 0 ? undefined : `{ ${fields.join(', ')} }`;
}
