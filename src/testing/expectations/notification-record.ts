import { Letters } from '../diagrams/letters.js';
import { show } from '../diagrams/show.js';
import type { StagesScheduler } from '../stages-scheduler.js';
import type { Statement } from '../statement.js';
import { Expectation, failWithDiagrams, firstDifference, type Seen } from './expectation.js';
import type { Paste } from './pasted.js';

/** The kind of a notification, as RxJS names it: a value, an error, or completion. */
export type Kind = 'N' | 'E' | 'C';

/** A notification that an Observable has emitted. */
export interface Given {
  readonly frame: number;
  readonly kind: Kind;
  /** The value, or the error. */
  readonly value: unknown;
}

/** One side of a comparison: a notification that was emitted or expected. */
export interface Entry {
  readonly frame: number;
  readonly kind: Kind;
  /** What is compared: the value of the letter, or the error. */
  readonly meaning: unknown;
  /** Whether it is a failure, if failures are distinguished. */
  readonly isFailure?: boolean;
  /** Its sign in a diagram. */
  readonly sign?: string;
  /** Where it comes from, in words. */
  readonly origin?: string;
}

/** Selects what is compared of a value. */
export type Reading = (value: unknown) => Pick<Entry, 'meaning' | 'isFailure' | 'origin'>;

/** Records what an Observable emits, and compares it with what is expected. */
export class NotificationRecord extends Expectation {
  readonly #given: Given[] = [];

  constructor(
    title: string,
    /** What it emits, in one word. */
    private readonly what: string,
    origin: Statement,
    private readonly scheduler: StagesScheduler,
    /** Writes an expectation that would hold. */
    private readonly paste: Paste,
  ) {
    super(title, origin);
  }

  add(given: Given): void {
    this.#given.push(given);
  }

  /** @param wanted - returns what is expected; called when the test has run */
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

/** Reads a notification that was emitted. */
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
