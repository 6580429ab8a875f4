/** How a process runs the three rounds. */
export interface Killed {
  readonly store: 'journal' | 'classic-level';
  readonly file: string;
  /** Where it notes what it does. */
  readonly log: string;
  readonly seed: number;
  /** After how many requests it dies; `undefined` if it goes on to the end. */
  readonly dies: number | undefined;
}

const CHILDREN = { first: 3, second: 2 };

export const ROOTS = Array.from({ length: 12 }, (_, index) => `r${String(index)}`);

/** What a request of a round answers with. */
export function childrenOf(round: 'first' | 'second', input: string): string[] {
  return Array.from({ length: CHILDREN[round] }, (_, index) => `${input}.${String(index)}`);
}

/** What a request of the third round answers with. */
export function resultOf(input: string): string {
  return input.toUpperCase();
}

const SECOND = ROOTS.flatMap((root) => childrenOf('first', root));
const THIRD = SECOND.flatMap((input) => childrenOf('second', input));

/** What all comes to, sorted. */
export const RESULTS = THIRD.map(resultOf).sort();

/** How many requests there are. */
export const REQUESTS = ROOTS.length + SECOND.length + THIRD.length;
