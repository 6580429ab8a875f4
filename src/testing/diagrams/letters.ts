import type { Equality } from '../equality.js';
import { show } from './show.js';

const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** What a letter of a diagram stands for. */
export type Meanings = Readonly<Record<string, unknown>>;

/** Finds letters for what has been seen: those that the expected diagram has for it, and new ones for what it does not know. */
export class Letters {
  readonly #used = new Map<string, unknown>();
  readonly #equality: Pick<Equality, 'holds'>;

  constructor(equality: Pick<Equality, 'holds'>) {
    this.#equality = equality;
  }

  /** A letter of the expected diagram. */
  add(letter: string, meaning: unknown): void {
    this.#used.set(letter, meaning);
  }

  /** The letter for something: one in upper case for a failure, one in lower case or a digit for what is none, any if nothing is said of that. */
  of(meaning: unknown, isFailure?: boolean): string {
    const alphabet = isFailure === undefined ? LOWER + UPPER : isFailure ? UPPER : LOWER;
    for (const [letter, known] of this.#used) if (alphabet.includes(letter) && this.#equality.holds(meaning, known)) return letter;
    const own = typeof meaning === 'string' && meaning.length === 1 && alphabet.includes(meaning) && !this.#used.has(meaning) ? meaning : undefined;
    const letter = own ?? Array.from(alphabet).find((each) => !this.#used.has(each)) ?? '?';
    this.#used.set(letter, meaning);
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
