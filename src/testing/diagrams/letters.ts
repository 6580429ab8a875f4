import type { Equality } from '../equality.js';
import { show } from './show.js';

const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The sign of what there is no letter left for. */
export const NO_LETTER = '?';

/** What a letter of a diagram stands for. */
export type Meanings = Readonly<Record<string, unknown>>;

/** Finds letters for what has been seen: those that the expected diagram has for it, and new ones for what it does not know. */
export class Letters {
  readonly #used = new Map<string, unknown>();
  /** Those that nobody has expected. */
  readonly #found = new Set<string>();
  readonly #equality: Pick<Equality, 'holds'>;

  constructor(equality: Pick<Equality, 'holds'>) {
    this.#equality = equality;
  }

  /** A letter of the expected diagram. */
  add(letter: string, meaning: unknown): void {
    this.#used.set(letter, meaning);
  }

  /** The letter for something: one in upper case for a failure, one in lower case or a digit for what is none, any if nothing is said of that; `?` when none is left. */
  of(meaning: unknown, isFailure?: boolean): string {
    const alphabet = isFailure === undefined ? LOWER + UPPER : isFailure ? UPPER : LOWER;
    const isObject = Object(meaning) === meaning;
    for (const [letter, known] of this.#used) {
      if (isFailure !== undefined && isUpper(letter) !== isFailure) continue;
      if (Object.is(meaning, known)) return letter;
      // Whoever compares may be slow: only those that are expected are compared so, and no simple values.
      if ((isObject || Object(known) === known) && (this.#found.has(letter) ? show(meaning) === show(known) : this.#equality.holds(meaning, known)))
        return letter;
    }
    const own = typeof meaning === 'string' && alphabet.includes(meaning) && meaning.length === 1 && !this.#used.has(meaning) ? meaning : undefined;
    const letter = own ?? Array.from(alphabet).find((each) => !this.#used.has(each));
    if (letter === undefined) return NO_LETTER;
    this.#used.set(letter, meaning);
    this.#found.add(letter);
    return letter;
  }

  /** Says what the letters stand for that do not stand for themselves. */
  get legend(): string {
    return [...this.#used]
      .filter(([letter, meaning]) => meaning !== letter)
      .map(([letter, meaning]) => `${letter} = ${show(meaning)}`)
      .join('\n');
  }
}

/** Whether a letter stands for a failure: it is in upper case, of whatever script. */
export function isUpper(letter: string): boolean {
  return letter !== letter.toLowerCase();
}
