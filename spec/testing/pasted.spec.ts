import fc from 'fast-check';
import { map, Observable, of, Subscription, throwError, timer } from 'rxjs';
import { rateLimit, stage, StageTimeoutError } from 'rxjs-stages';
import { testStages, type StageHelpers } from 'rxjs-stages/testing';
import { failureOf } from './failure-of';

/** Something that comes at some ms. */
interface Item {
  readonly at: number;
  readonly value: unknown;
  readonly fails: boolean;
}

const passing = stage('passing', ({ value, fails }: Item) => (fails ? throwError(() => value) : of(value)));

/** Gives items at their times, then ends, or fails. */
function sourceOf(items: readonly Item[], end: { readonly error?: unknown } = {}): Observable<Item> {
  return new Observable((subscriber) => {
    const timers = new Subscription();
    for (const item of items)
      timers.add(
        timer(item.at).subscribe(() => {
          subscriber.next(item);
        }),
      );
    const last = Math.max(0, ...items.map(({ at }) => at));
    timers.add(
      timer(last + 1).subscribe(() => {
        if ('error' in end) subscriber.error(end.error);
        else subscriber.complete();
      }),
    );
    return timers;
  });
}

type Expectation = object;

/** What a failing expectation prints as one that holds. */
function pastedOf(state: (helpers: StageHelpers) => { toBe(marbles: string): void }, wrong = '99m z'): string | undefined {
  const { message } = failureOf(() => {
    testStages((helpers) => {
      state(helpers).toBe(wrong);
    });
  });
  return /^Received, as an expectation:\n(.*)$/m.exec(message)?.[1];
}

/** Pastes it, and plays the test again. */
function holds(pasted: string, state: (helpers: StageHelpers) => Expectation): void {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- what is printed is source text
  const paste = new Function('expectation', `expectation${pasted}`) as (expectation: Expectation) => void;
  testStages((helpers) => {
    paste(state(helpers));
  });
}

/** Values that a literal can say. */
const VALUES = fc.oneof(
  { depthSize: 'small', maxDepth: 2 },
  fc.constantFrom<unknown>(
    'a',
    'b',
    'm',
    's',
    '1',
    '5',
    'A',
    'error',
    "it's",
    '"',
    '\n',
    '\u2028',
    '\ud800',
    '',
    undefined,
    null,
    true,
    NaN,
    -0,
    0,
    1.5,
    Infinity,
    10n,
  ),
  fc.string({ maxLength: 8 }),
  fc.date({ noInvalidDate: true }),
  fc.constantFrom(new Error('no'), new RangeError("can't")),
  fc.array(fc.integer(), { maxLength: 3 }),
  fc.constantFrom<unknown>(new Map([['a', 1]]), new Set([1, 'x'])),
  fc.dictionary(fc.constantFrom('id', 'a b', '1', 'é', 'x-y'), fc.oneof(fc.integer(), fc.constant([{}])), { maxKeys: 3, noNullPrototype: true }),
);
const ITEMS = fc
  .array(fc.record({ gap: fc.constantFrom(0, 1, 2, 3, 13, 1_000, 60_000), value: VALUES, fails: fc.boolean() }), { maxLength: 8 })
  .map((steps) => {
    let at = 0;
    return steps.map(({ gap, ...step }): Item => ({ ...step, at: (at += gap) }));
  });

describe('what a failing expectation prints, to be pasted', () => {
  it('holds, of outcomes', () => {
    fc.assert(
      fc.property(ITEMS, fc.option(VALUES), (items, error) => {
        const state = ({ expectOutcomes }: StageHelpers) => expectOutcomes(sourceOf(items, error === null ? {} : { error }).pipe(passing));

        const pasted = pastedOf(state);

        expect(pasted).toMatch(/^\.toBe\(/);
        holds(pasted ?? '', state);
      }),
    );
  });

  it("holds, of an error that is '#' itself", () => {
    const state = ({ expectOutcomes }: StageHelpers) => expectOutcomes(sourceOf([], { error: '#' }).pipe(passing));

    const pasted = pastedOf(state);

    expect(pasted).toMatch(/, \{ '#': '#' \}\)$/);
    holds(pasted ?? '', state);
  });

  it('holds, of starts and of counts', () => {
    fc.assert(
      fc.property(ITEMS, fc.integer({ min: 1, max: 3 }), (items, concurrency) => {
        const slow = stage('slow', ({ at, value }: Item) => timer(at % 7).pipe(map(() => value)), { concurrency });
        const play = (helpers: StageHelpers): void => {
          helpers.expectObservable(sourceOf(items).pipe(slow), '^ 90m !').toEqual(sourceOf(items).pipe(slow));
        };
        const starts = (helpers: StageHelpers) => {
          const stated = helpers.expectStarts(slow);
          play(helpers);
          return stated;
        };
        const active = (helpers: StageHelpers) => {
          const stated = helpers.expectActive(slow);
          play(helpers);
          return stated;
        };

        const begun = pastedOf(starts);
        expect(begun).toMatch(/^\.toBe\(/);
        holds(begun ?? '', starts);
        const counts = pastedOf(active, '99m 7');
        if (counts !== undefined) holds(counts, active);
      }),
      { numRuns: 40 },
    );
  });

  it('holds, of the notifications of any Observable, where one diagram can say them', () => {
    let tried = 0;
    fc.assert(
      fc.property(ITEMS, fc.option(VALUES.filter(Boolean)), (items, error) => {
        const state = ({ expectObservable }: StageHelpers) => expectObservable(sourceOf(items, error === null ? {} : { error }));

        const pasted = pastedOf(state);
        if (pasted === undefined) return;
        tried++;
        holds(pasted, state);
      }),
    );
    expect(tried).toBeGreaterThan(10);
  });

  it('holds, of subscriptions', () => {
    for (const [source, given] of [
      ['--a|', ['^!', '--^-!', '^', '5s ^--!']],
      ['|', ['^', '-^']],
      ['a', []],
    ] as const) {
      const state = ({ cold, expectObservable, expectSubscriptions }: StageHelpers) => {
        const observable = cold(source);
        for (const marbles of given) expectObservable(observable, marbles).toEqual(observable);
        return expectSubscriptions(observable.subscriptions.slice());
      };
      holds(pastedOf(state, '99m ^') ?? 'missing', state);
    }
  });

  it.each<[string, Item[], string]>([
    ['several diagrams where something comes below a group', [item(0, 'a'), item(0, 'b'), item(1, 'c')], ".toBe(['(ab)', '-c|'])"],
    ['long silence as a time', [item(0, 'a'), item(2_000, 'b')], ".toBe('a 1999ms b|')"],
    [
      'a variable for what no literal can say',
      [item(0, new StageTimeoutError('total', 'x', 1), true), item(1, new URL('https://example.org'))],
      ".toBe('Aa|', { A, a })",
    ],
    ['a variable for what would be too long', [item(0, { text: 'x'.repeat(300) })], ".toBe('a|', { a })"],
    ['letters that could be read as a time by other means', [item(0, '5'), item(1, 's'), item(20, 'x')], ".toBe(['5', '-s', '20ms x', '21ms |'])"],
  ])('has %s', (_, items, expected) => {
    expect(pastedOf(({ expectOutcomes }) => expectOutcomes(sourceOf(items).pipe(passing)))).toBe(expected);
  });

  it('is nothing where letters run out', () => {
    const items = Array.from({ length: 70 }, (_, id) => item(id, { id }));

    expect(pastedOf(({ expectOutcomes }) => expectOutcomes(sourceOf(items).pipe(passing)))).toBeUndefined();
  });

  it('is there for limits, too', () => {
    const limit = rateLimit({ max: 1, per: 5 });
    const limited = passing.with({ limit });
    const state = ({ expectWaiting, expectOutcomes }: StageHelpers) => {
      const stated = expectWaiting(limited);
      expectOutcomes(sourceOf([item(0, 'a'), item(0, 'b')]).pipe(limited)).toBe('a----(b|)');
      return stated;
    };

    expect(pastedOf(state, '99m 7')).toBe(".toBe('1----0')");
  });
});

function item(at: number, value: unknown, fails = false): Item {
  return { at, value, fails };
}
