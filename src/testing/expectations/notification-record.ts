import { Letters } from '../diagrams/letters.js';
import { show } from '../diagrams/show.js';
import type { StagesScheduler } from '../stages-scheduler.js';
import type { Statement } from '../statement.js';
import { Expectation, failWithDiagrams, firstDifference, type Seen } from './expectation.js';
import type { Paste } from './pasted.js';

/** What an Observable gives: a value, an error, or its completion, as rxjs calls them. */
export type Kind = 'N' | 'E' | 'C';

/** Something that an Observable has given. */
export interface Given {
  readonly frame: number;
  readonly kind: Kind;
  /** The value, or the error. */
  readonly value: unknown;
}

/** What somebody says who reads what was given, or who says what is to be given. */
export interface Entry {
  readonly frame: number;
  readonly kind: Kind;
  /** What is compared: what its letter stands for, or the error. */
  readonly meaning: unknown;
  /** Whether it is a failure, if such are told apart. */
  readonly isFailure?: boolean;
  /** The sign that a diagram has for it. */
  readonly sign?: string;
  /** Where it comes from, in words. */
  readonly origin?: string;
}

/** What of a value is compared. */
export type Reading = (value: unknown) => Pick<Entry, 'meaning' | 'isFailure' | 'origin'>;

/** Collects what an Observable gives, and compares it with what was to be given. */
export class NotificationRecord extends Expectation {
  readonly #given: Given[] = [];

  constructor(
    title: string,
    /** What it gives, in one word. */
    private readonly what: string,
    origin: Statement,
    private readonly scheduler: StagesScheduler,
    /** Writes an expectation of it. */
    private readonly paste: Paste,
  ) {
    super(title, origin);
  }

  add(given: Given): void {
    this.#given.push(given);
  }

  /** @param wanted - what is to be given, asked for when all has been played */
  expect(statement: Statement, reading: Reading, wanted: () => readonly Entry[]): void {
    this.state(() => {
      const given = this.#given.map((each) => read(each, reading));
      this.#compare(statement, given, wanted());
    });
  }

  #compare(statement: Statement, given: readonly Entry[], wanted: readonly Entry[]): void {
    const { equality, runs } = this.scheduler;
    const first = firstDifference(given, wanted, (one, other) => sameKind(one, other) && equality.holds(one?.meaning, other?.meaning));
    if (first === undefined) return;

    const letters = new Letters(equality);
    for (const { kind, sign, meaning } of wanted) if (kind === 'N' && sign !== undefined) letters.add(sign, meaning);
    const [expected, actual] = [wanted, given].map((entries) => entries.map((entry) => seen(entry, letters))) as [Seen[], Seen[]];
    failWithDiagrams(statement, `${this.title}: the ${this.what} or their times differ from what is expected`, expected, actual, first, [
      letters.legend,
      this.paste(actual),
      sameKind(given[first], wanted[first]) ? equality.difference(given[first]?.meaning, wanted[first]?.meaning) : '',
      runs.left,
    ]);
  }
}

/** Reads what was given. */
export function read({ frame, kind, value }: Given, reading: Reading): Entry {
  return { frame, kind, ...(kind === 'N' ? reading(value) : { meaning: value }) };
}

function sameKind(one: Entry | undefined, other: Entry | undefined): boolean {
  return one?.frame === other?.frame && one?.kind === other?.kind && one?.isFailure === other?.isFailure;
}

function seen({ frame, kind, meaning, isFailure, sign, origin = '' }: Entry, letters: Letters): Seen {
  if (kind === 'C') return { frame, sign: '|', words: 'the end' };
  if (kind === 'E') return { frame, sign: '#', words: `an error, ${show(meaning)}`, meaning };
  const letter = sign ?? letters.of(meaning, isFailure);
  const how = isFailure === undefined ? '' : isFailure ? 'rejected with ' : 'fulfilled with ';
  return { frame, sign: letter, words: `${letter}, ${how}${show(meaning)}${origin}`, meaning };
}
