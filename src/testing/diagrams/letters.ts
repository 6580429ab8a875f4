import type { Equality } from '../equality.js';
import { show } from './show.js';

const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The sign for values when no letter is left. */
export const NO_LETTER = '?';

/** The values that the letters of a diagram represent. */
export type Meanings = Readonly<Record<string, unknown>>;

/**
 * Assigns letters to values: those of the expected diagram where it has one, otherwise new ones.
 */
export class Letters {
  readonly #used = new Map<string, unknown>();
  /** The letters that are not in the expected diagram. */
  readonly #found = new Set<string>();
  readonly #equality: Pick<Equality, 'holds'>;

  constructor(equality: Pick<Equality, 'holds'>) {
    this.#equality = equality;
  }

  /** Adds a letter of the expected diagram. */
  add(letter: string, meaning: unknown): void {
    this.#used.set(letter, meaning);
  }

  /**
   * The letter for a value: in upper case for a failure, in lower case or a digit for anything
   * else, any if `isFailure` is missing; `?` when none is left.
   */
  of(meaning: unknown, isFailure?: boolean): string {
    const alphabet = isFailure === undefined ? LOWER + UPPER : isFailure ? UPPER : LOWER;
    const isObject = Object(meaning) === meaning;
    for (const [letter, known] of this.#used) {
      if (isFailure !== undefined && isUpper(letter) !== isFailure) continue;
      if (Object.is(meaning, known)) return letter;
      // Comparing may be slow, so only expected letters are compared deeply, and only for objects.
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

  /** Lists the letters that represent something other than themselves. */
  get legend(): string {
    return [...this.#used]
      .filter(([letter, meaning]) => meaning !== letter)
      .map(([letter, meaning]) => `${letter} = ${show(meaning)}`)
      .join('\n');
  }
}

/** Whether a letter represents a failure: it is in upper case, in any script. */
export function isUpper(letter: string): boolean {
  return letter !== letter.toLowerCase();
}
