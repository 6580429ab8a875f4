import { draw } from './diagram.js';
import type { Mark } from './marks.js';
import type { Statement } from './statement.js';

/** Something stated about a run, to be looked at when all of it has been played. */
export interface Expectation {
  /** @throws where it was stated, if it does not hold */
  verify(): void;
}

/** What is known of something at one frame. */
export interface Seen extends Mark {
  /** What it is, in words. */
  readonly words: string;
}

/** Fails with both diagrams, one under the other, and the first difference marked. */
export function failWithDiagrams(
  statement: Statement,
  title: string,
  expected: readonly Seen[],
  actual: readonly Seen[],
  first: number,
  remarks: readonly string[],
): never {
  const [wanted, got] = [expected[first], actual[first]];
  const at = Math.min(wanted?.frame ?? Infinity, got?.frame ?? Infinity);
  const rows = [
    { label: 'expected', marks: expected },
    { label: 'actual', marks: actual },
  ];
  const difference = [`expected  ${inWords(wanted)}`, `actual    ${inWords(got)}`].join('\n');
  statement.fail([title, draw(rows, at), difference, ...remarks].filter((part) => part !== '').join('\n\n'));
}

function inWords(seen: Seen | undefined): string {
  return seen === undefined ? 'nothing more' : `at ${String(seen.frame)} ms ${seen.words}`;
}
