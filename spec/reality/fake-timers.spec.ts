import * as FakeTimers from '@sinonjs/fake-timers';
import { NEVER, of, throwError, type Observable } from 'rxjs';
import { adaptiveLimit, concurrencyLimit, exponentialBackoff, memoryCache, perKey, rateLimit, stage, type StageOptions } from 'rxjs-stages';
import { word } from '../support/marbles';

const MS = 1_000;
/** What real time may go by within a spec. */
const REAL = 400;

/** Timers that a test makes go on. */
interface Fake {
  /**
   * By how many ms what waits may come late: some timers are set within the ring of another, which
   * takes fake ones a ms, and a real date goes on meanwhile.
   */
  readonly slack: number;
  /** Makes so much time go by. */
  advance(ms: number): void;
  /**
   * Lets all timers ring that there are, and those that are set meanwhile: an error if they are too
   * many.
   */
  runAll(): void;
  /** Timers that have not rung. */
  count(): number;
  restore(): void;
}

/** A clock that shows the same whatever time it is, as MockDate and a date that is set once do. */
function fixDate(): () => void {
  const { now } = Date;
  const fixed = now();
  Date.now = () => fixed;
  return () => {
    Date.now = now;
  };
}

function jestTimers(options: Parameters<typeof jest.useFakeTimers>[0], slack = 10): Fake {
  jest.useFakeTimers(options);
  return {
    slack,
    advance: (ms) => {
      jest.advanceTimersByTime(ms);
    },
    runAll: () => {
      jest.runAllTimers();
    },
    count: () => jest.getTimerCount(),
    restore: () => {
      jest.useRealTimers();
    },
  };
}

/**
 * What vitest installs: by default it fakes neither `nextTick` nor `queueMicrotask`, and whoever
 * names what is to be faked may leave out the date.
 */
function vitestTimers(config: Parameters<typeof FakeTimers.install>[0], slack = 10): Fake {
  const clock = FakeTimers.install({ loopLimit: 10_000, shouldClearNativeTimers: true, ...config });
  return {
    slack,
    advance: (ms) => {
      clock.tick(ms);
    },
    runAll: () => {
      clock.runAll();
    },
    count: () => clock.countTimers(),
    restore: () => {
      clock.uninstall();
    },
  };
}

function withFixedDate(fake: () => Fake): Fake {
  const timers = fake();
  const unfix = fixDate();
  return {
    ...timers,
    restore: () => {
      unfix();
      timers.restore();
    },
  };
}

const TIMERS = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'] as const;

/**
 * Each mode of the fake timers of jest and of vitest, with the date that they show or another one.
 */
const MODES: Readonly<Record<string, () => Fake>> = {
  'jest, modern': () => jestTimers({}),
  'jest, modern, the date real': () => jestTimers({ doNotFake: ['Date'] }, REAL),
  'jest, modern, the date real and performance too': () => jestTimers({ doNotFake: ['Date', 'performance', 'hrtime'] }, REAL),
  'jest, modern, from a date': () => jestTimers({ now: 0 }),
  'jest, modern, the date fixed': () => withFixedDate(() => jestTimers({ doNotFake: ['Date'] })),
  'jest, modern, going on by themselves': () => jestTimers({ advanceTimers: true }, REAL),
  'jest, legacy': () => jestTimers({ legacyFakeTimers: true }, REAL),
  'jest, legacy, the date fixed': () => withFixedDate(() => jestTimers({ legacyFakeTimers: true })),
  vitest: () => vitestTimers({ toFake: [...TIMERS, 'Date'] }),
  'vitest, only timers': () => vitestTimers({ toFake: [...TIMERS] }, REAL),
  'vitest, the date set': () => withFixedDate(() => vitestTimers({ toFake: [...TIMERS] })),
  'vitest, everything': () => vitestTimers({}),
};

/** In these the date goes on by itself, so what is to happen at the same time may happen a ms apart. */
const REAL_DATES: readonly string[] = [
  'jest, modern, the date real',
  'jest, modern, the date real and performance too',
  'jest, modern, going on by themselves',
  'jest, legacy',
  'vitest, only timers',
];
const AT_ONCE = 'a pause as long as the delay';

type Options = Pick<StageOptions<number>, 'limit' | 'retry' | 'timeout'>;

/**
 * What is made to wait for a second, or for a second each: the options of a stage, and what its
 * first attempts do.
 */
interface Subject {
  readonly options: () => Options;
  readonly answers?: 'late' | 'never';
  /** How many outcomes of three there are at first, after a second, and after two. */
  readonly comes: readonly [number, number, number];
}

const once = (pause?: number, delay = 0): Options['retry'] => ({ count: 1, delay, pause: () => pause });

function paused<L extends { pauseFor(ms: number): void }>(limit: L, ms = MS): L {
  limit.pauseFor(ms);
  return limit;
}

const itself = (id: number): number => id;
const LATER = [0, 3, 3] as const;
/** Each failure makes those wait that come after it. */
const IN_TURN = [0, 1, 2] as const;

const SUBJECTS: Readonly<Record<string, Subject>> = {
  'the timeout of an attempt': { options: () => ({ timeout: MS }), answers: 'never', comes: LATER },
  'the timeout of two attempts': { options: () => ({ timeout: MS, retry: once() }), answers: 'never', comes: [0, 0, 3] },
  'the timeout of a branch': { options: () => ({ timeout: { total: MS } }), answers: 'never', comes: LATER },
  'the timeout of a branch that sleeps': { options: () => ({ timeout: { total: MS }, retry: once(0, 9 * MS) }), answers: 'late', comes: LATER },
  'the delay of a retry': { options: () => ({ retry: once(0, MS) }), answers: 'late', comes: LATER },
  'a backoff': {
    options: () => ({ retry: { count: 1, delay: exponentialBackoff({ initial: MS, jitter: 'none' }) } }),
    answers: 'late',
    comes: LATER,
  },
  'a pause that a failure asks for': { options: () => ({ limit: concurrencyLimit(3), retry: once(MS) }), answers: 'late', comes: IN_TURN },
  [AT_ONCE]: { options: () => ({ limit: concurrencyLimit(3), retry: once(MS, MS) }), answers: 'late', comes: IN_TURN },
  'a pause of groups': {
    options: () => ({ limit: perKey(() => concurrencyLimit(1)).by(itself), retry: once(MS) }),
    answers: 'late',
    comes: LATER,
  },
  'a rateLimit': { options: () => ({ limit: rateLimit({ max: 1, per: MS }) }), comes: [1, 2, 3] },
  'a rateLimit for each group': { options: () => ({ limit: perKey(() => rateLimit({ max: 1, per: MS })).by(() => 0) }), comes: [1, 2, 3] },
  'pauseFor of a concurrencyLimit': { options: () => ({ limit: paused(concurrencyLimit(1)) }), comes: LATER },
  'pauseFor of an adaptiveLimit': { options: () => ({ limit: paused(adaptiveLimit({ max: 1 })) }), comes: LATER },
  'pauseFor of a rateLimit': { options: () => ({ limit: paused(rateLimit({ max: 3, per: MS })) }), comes: LATER },
  'pauseFor of groups': { options: () => ({ limit: paused(perKey(() => concurrencyLimit(1))).by(itself) }), comes: LATER },
};

/** Only what is pushed can wait too long: what is pulled is not asked for while it would wait. */
const PUSHED_SUBJECTS: typeof SUBJECTS = {
  'the timeout of a wait': { options: () => ({ timeout: { queue: MS }, limit: paused(concurrencyLimit(1), 2 * MS) }), comes: LATER },
};

/** Subscribes to three roots. @returns a count of the outcomes that have come */
function play({ options, answers }: Subject, way: 'pushed' | 'pulled'): { outcomes: number; ended: boolean } {
  const answer = (id: number, { attempt }: { readonly attempt: number }): Observable<number> => {
    if (answers === 'never') return NEVER;
    return answers === 'late' && attempt === 1 ? throwError(() => new Error('once')) : of(id);
  };
  const item = stage('item', answer, options());
  const seen = { outcomes: 0, ended: false };
  (way === 'pushed' ? of(0, 1, 2).pipe(item) : item([0, 1, 2])).subscribe({
    next: () => {
      seen.outcomes++;
    },
    complete: () => {
      seen.ended = true;
    },
  });
  return seen;
}

describe.each(Object.entries(MODES))('the fake timers of %s', (mode, begin) => {
  let timers: Fake;

  beforeEach(() => {
    timers = begin();
  });

  afterEach(() => {
    timers.restore();
  });

  describe.each(['pushed', 'pulled'] as const)('roots %s', (way) => {
    const subjects = Object.entries(way === 'pushed' ? { ...SUBJECTS, ...PUSHED_SUBJECTS } : SUBJECTS);

    it.each(subjects.filter(([name]) => name !== AT_ONCE || !REAL_DATES.includes(mode)))(
      'T1 what has waited its time has waited: %s',
      (name, subject) => {
        const seen = play(subject, way);
        const came = [seen.outcomes];
        for (const ms of [MS / 2, MS / 2 + timers.slack, MS / 2, MS / 2 + timers.slack]) {
          timers.advance(ms);
          came.push(seen.outcomes);
        }
        const [first, second, third] = subject.comes;

        expect([name, ...came]).toEqual([name, first, first, second, second, third]);

        timers.runAll();

        expect(seen).toEqual({ outcomes: 3, ended: true });
      },
    );

    it.each(subjects)('T1 running all timers comes to an end: %s', (_name, subject) => {
      const seen = play(subject, way);
      timers.runAll();

      expect({ ...seen, timers: timers.count() }).toEqual({ outcomes: 3, ended: true, timers: 0 });
    });
  });

  it('T1 a cache is asked and answers', () => {
    let asked = 0;
    const item = stage('item', (id: number) => of(id + asked++), { key: String, cache: memoryCache({ ttl: MS }) });
    const values: string[] = [];
    for (const ms of [0, MS / 2, MS / 2 + timers.slack]) {
      timers.advance(ms);
      item([0]).subscribe((outcome) => values.push(word(outcome)));
    }

    // Whether its time is over only the date says.
    expect([
      ['0', '0', '0'],
      ['0', '0', '1'],
    ]).toContainEqual(values);
  });
});
