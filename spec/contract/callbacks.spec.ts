import { config, of, throwError, VirtualTimeScheduler } from 'rxjs';
import {
  adaptiveLimit,
  concurrencyLimit,
  exponentialBackoff,
  memoryCache,
  perKey,
  pipeline,
  stage,
  type Limit,
  type Outcome,
  type PipelineOptions,
  type Rejected,
} from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { branchEvents } from '../support/branch-events';
import { turn, Unhandled } from '../support/unhandled';

/* What the functions that users give may return, and what comes of what they should not. */

const REASON = new Error('of the attempt');
const THROWN = new Error('of the function');
const PROMISES: Readonly<Record<string, () => unknown>> = {
  'a promise': () => Promise.resolve(1),
  'a promise that rejects': () => Promise.reject(new Error('of an async function')),
  'a thenable': () => ({
    then(resolve: (value: unknown) => void) {
      resolve(1);
    },
  }),
};

/** A function that a stage is given, and what it makes of a stage whose attempts for 'bad' fail if it is about failures. */
interface Callback {
  /** How messages name it. */
  readonly name: RegExp;
  readonly option: (returns: (about?: unknown) => unknown) => object;
  readonly pipeline?: (returns: () => unknown) => PipelineOptions;
  /** Whether it is asked about a failure, which the error of a mistake then has as its cause. */
  readonly aboutFailures?: boolean;
  /** What it must not return, besides promises. */
  readonly wrong: readonly unknown[];
  /** Whether a promise is no mistake. */
  readonly awaits?: boolean;
}

const limit = concurrencyLimit(3);
const isBad = (input: unknown): boolean => input === 'bad';

const CALLBACKS: Readonly<Record<string, Callback>> = {
  key: {
    name: /^stage 'fetch': the result of key /,
    option: (returns) => ({ key: (input: string) => (isBad(input) ? returns() : input) }),
    wrong: [undefined, null, 1, {}, Symbol('key')],
  },
  by: {
    name: /^by: /,
    option: (returns) => ({ limit: perKey(() => concurrencyLimit(1)).by((input: string) => (isBad(input) ? returns() : input)) }),
    wrong: [],
  },
  'a limit function': {
    name: /^stage 'fetch': the result of the limit function /,
    option: (returns) => ({ limit: (input: string) => (isBad(input) ? returns() : limit) }),
    wrong: [undefined, null, 'host', 2, {}, () => limit],
  },
  create: {
    name: /^perKey: the result of create /,
    option: (returns) => {
      const good = concurrencyLimit(3);
      let bad = false;
      const groups = perKey(() => (bad ? returns() : good) as Limit);
      return { limit: groups.by((input: string) => ((bad = isBad(input)), bad)) };
    },
    wrong: [undefined, null, 1, {}],
  },
  when: {
    name: /^stage 'fetch': the result of retry\.when /,
    option: (when) => ({ retry: { count: 1, delay: 0, when } }),
    aboutFailures: true,
    wrong: [],
  },
  delay: {
    name: /^stage 'fetch': the result of retry\.delay /,
    option: (delay) => ({ retry: { count: 1, delay } }),
    aboutFailures: true,
    wrong: ['120', '', undefined, null, NaN, -1, -Infinity, true, {}, 12n, () => 120, Symbol('delay')],
    awaits: true,
  },
  pause: {
    name: /^stage 'fetch': the result of retry\.pause /,
    option: (pause) => ({ retry: { count: 1, delay: 0, pause }, limit }),
    aboutFailures: true,
    wrong: ['120', NaN, -1, true, false, {}, []],
  },
  recurse: {
    name: /^stage 'fetch': the result of recurse /,
    option: (returns) => ({ recurse: (value: string) => (isBad(value) ? returns() : []) }),
    wrong: [undefined, null, 1, 'bad', {}, of(1), { [Symbol.asyncIterator]: () => ({ next: () => ({ done: true }) }) }],
  },
  nextPage: {
    name: /^stage 'fetch': the result of nextPage /,
    option: (returns) => ({ nextPage: (value: string) => (isBad(value) ? returns() : undefined) }),
    wrong: [],
  },
  'the random of a pipeline': {
    name: /random/,
    option: () => ({ retry: 1 }),
    pipeline: (random) => ({ random: random as () => number }),
    aboutFailures: true,
    wrong: [NaN, 2, -1, '0.5', undefined, null, Infinity],
  },
  'the random of a backoff': {
    name: /random/,
    option: (random) => ({ retry: { count: 1, delay: exponentialBackoff({ random: random as () => number }) } }),
    aboutFailures: true,
    wrong: [NaN, 2, -1, '0.5', undefined, null, Infinity],
  },
  'get of a cache': {
    name: /^stage 'fetch': the result of cache\.get /,
    option: (returns) => ({ key: String, cache: { get: (_: string, key: string) => (isBad(key) ? returns() : undefined), set: () => undefined } }),
    wrong: [1, 'bad', {}, true, new Set()],
    awaits: true,
  },
};

/** The outcomes of a stage whose input 'bad' leads to a question. */
async function outcomesWith({ option, pipeline: optionsFor, aboutFailures = false }: Callback, returns: () => unknown) {
  const fetch = stage('fetch', (id: string) => (aboutFailures && isBad(id) ? throwError(() => REASON) : of(id)), option(returns));
  const ended: string[] = [];
  const outcomes: Outcome[] = [];
  const onEvent = branchEvents(({ type, path }) => {
    if (/completed|rejected|cancelled/.test(type)) ended.push(path.join('.'));
  });
  pipeline(fetch, { ...optionsFor?.(returns), onEvent })(['a', 'bad', 'b']).subscribe({
    next: (outcome) => outcomes.push(outcome),
    complete: () => ended.push('run'),
  });
  await turn();
  expect([...ended].sort()).toEqual(['0', '1', '2', 'run']);
  expect(outcomes.filter(({ path }) => path[0] !== 1)).toMatchObject([{ value: 'a' }, { value: 'b' }]);
  return outcomes.filter(({ path }) => path[0] === 1);
}

describe('F1 a function that returns what it should not is one rejection, which names it', () => {
  let unhandled: Unhandled;

  beforeEach(() => {
    unhandled = new Unhandled();
  });

  afterEach(() => {
    unhandled.stop();
  });

  const mistakes = Object.entries(CALLBACKS).flatMap(([title, callback]) => [
    ...callback.wrong.map(
      (value) => [title, Object(value) === value ? Object.prototype.toString.call(value) : String(value), callback, () => value] as const,
    ),
    ...Object.entries(PROMISES).flatMap(([kind, make]) => (callback.awaits === true ? [] : [[title, kind, callback, make] as const])),
  ]);

  it.each(mistakes)('F1 %s returns %s', async (_, kind, callback, returns) => {
    const outcomes = (await outcomesWith(callback, returns)).filter(({ status }) => status === 'rejected') as Rejected[];

    expect(outcomes).toHaveLength(1);
    const { constructor, message, cause } = outcomes[0]?.reason as Error;
    expect([TypeError, RangeError]).toContain(constructor);
    expect(message).toMatch(callback.name);
    expect(message.endsWith(': the function must not be async')).toBe(kind in PROMISES);
    expect(cause).toBe(callback.aboutFailures === true ? REASON : undefined);
    expect(unhandled.reasons).toEqual([]);
  });

  it.each(Object.entries(CALLBACKS))('F1 F2 %s throws', async (_, callback) => {
    const outcomes = await outcomesWith(callback, () => {
      throw THROWN;
    });

    expect(outcomes.filter(({ status }) => status === 'rejected')).toMatchObject([{ reason: THROWN }]);
    expect(unhandled.reasons).toEqual([]);
  });

  it.each(['get', 'set'])('F1 %s of a cache rejects', async (method) => {
    const cache = {
      get: () => undefined,
      set: () => undefined,
      [method]: (_: string, key: string) => (isBad(key) ? Promise.reject(THROWN) : undefined),
    };

    const outcomes = await outcomesWith({ name: /cache/, option: () => ({ key: String, cache }), wrong: [] }, () => undefined);

    expect(outcomes.filter(({ status }) => status === 'rejected')).toMatchObject([{ reason: THROWN }]);
    expect(unhandled.reasons).toEqual([]);
  });

  it('F1 set of a cache may return anything', async () => {
    for (const returned of [undefined, null, 1, 'kept', {}, Promise.resolve()]) {
      const cache = { get: () => undefined, set: () => returned } as never;

      const outcomes = await outcomesWith({ name: /cache/, option: () => ({ key: String, cache }), wrong: [] }, () => undefined);

      expect(outcomes).toMatchObject([{ value: 'bad' }]);
    }
  });

  it('F1 an async by makes no group for each input', async () => {
    const groups = perKey(() => concurrencyLimit(1));
    const by = groups.by(async (id: string) => Promise.resolve(id));
    const outcomes: Outcome[] = [];

    stage('fetch', (id: string) => of(id), { limit: by })(['a', 'b', 'c']).subscribe((outcome) => outcomes.push(outcome));
    await turn();

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(groups.size).toBe(0);
  });
});

describe('F3 `when` is judged as a condition is', () => {
  it.each([
    [false, 1],
    [undefined, 1],
    [null, 1],
    [0, 1],
    ['', 1],
    [NaN, 1],
    [true, 3],
    [1, 3],
    ['yes', 3],
    [{}, 3],
  ])('F3 %p: %i attempts', (judgement, attempts) => {
    const outcomes: Outcome[] = [];

    stage('fetch', () => throwError(() => REASON), { retry: { count: 2, delay: 0, when: () => judgement as boolean } })(['a']).subscribe((outcome) =>
      outcomes.push(outcome),
    );

    expect(outcomes).toMatchObject([{ reason: REASON, attempts }]);
  });
});

describe('what is asked outside of branches', () => {
  it.each([...Object.entries(PROMISES)])(
    'T1 `when` of an adaptive limit that returns %s is reported, and tells nothing of overload',
    async (_, make) => {
      const unhandled = new Unhandled();
      const server = adaptiveLimit({ max: 10, initial: 10, when: make as () => boolean });

      stage('fetch', () => throwError(() => REASON), { limit: server })(['a']).subscribe();
      await turn();
      unhandled.stop();

      expect(server.limit).toBe(10);
      expect(unhandled.reasons).toEqual([
        expect.objectContaining({ message: expect.stringMatching(/^adaptiveLimit: the result of when must .* must not be async$/) as unknown }),
      ]);
    },
  );

  it.each([
    [undefined, 10],
    [0, 10],
    ['', 10],
    ['yes', 9],
  ])('T1 `when` of an adaptive limit is judged as a condition is: %p', (judgement, expected) => {
    const server = adaptiveLimit({ max: 10, initial: 10, when: () => judgement as unknown as boolean });

    stage('fetch', () => throwError(() => REASON), { limit: server })(['a']).subscribe();

    expect(server.limit).toBe(expected);
  });

  it('E5 whatever onEvent throws is reported, and stops nothing', async () => {
    const reported: unknown[] = [];
    config.onUnhandledError = (error) => void reported.push(error);
    const outcomes: Outcome[] = [];
    const onEvent = (): void => {
      throw THROWN;
    };

    pipeline(
      stage('fetch', (id: string) => of(id), { key: String, cache: memoryCache(), retry: 1 }),
      { onEvent },
    )(['a']).subscribe((outcome) => outcomes.push(outcome));
    await turn();
    config.onUnhandledError = null;

    expect(outcomes).toMatchObject([{ value: 'a' }]);
    // Two of the run, one of its source, and five of its branch.
    expect(reported).toEqual(Array.from({ length: 8 }, () => THROWN));
  });

  it.each([...Object.entries(PROMISES), ['a number', () => 1], ['undefined', () => undefined]])(
    'U1 keyOf of a scripted project returns %s',
    (_, make) => {
      expect(() => {
        testStages(({ cold, scripted, expectOutcomes }) => {
          const project = scripted({ '*': 'x|' }, undefined, undefined, { keyOf: make as () => string });

          expectOutcomes(cold('a|').pipe(stage('fetch', project))).toBe('x|');
        });
      }).toThrow(/^scripted: the result of keyOf must be a string/);
    },
  );
});

describe('F3 a delay may be of any length', () => {
  const DAY = 24 * 60 * 60 * 1_000;

  it.each([1, 2 ** 31 - 1, 2 ** 31, 100 * DAY])('F3 %i ms', (delay) => {
    const clock = new VirtualTimeScheduler();
    const times: number[] = [];
    const fetch = stage('fetch', () => (times.push(clock.now()), throwError(() => REASON)), { retry: { count: 2, delay } });

    pipeline(fetch, { scheduler: clock })(['a']).subscribe();
    clock.flush();

    expect(times).toEqual([0, delay, 2 * delay]);
  });

  it.each<[string, number | (() => number)]>([
    ['a number', Infinity],
    ['a function', () => Infinity],
  ])('F3 C3 for ever, by %s, or until the time of the branch is up', (_, delay) => {
    const clock = new VirtualTimeScheduler();
    const seen: unknown[] = [];
    const fetch = stage('fetch', () => throwError(() => REASON), { retry: { count: 2, delay }, timeout: { total: 100 * DAY } });

    pipeline(fetch, { scheduler: clock })(['a']).subscribe((outcome) => seen.push([clock.now(), outcome]));
    clock.flush();

    expect(seen).toMatchObject([[100 * DAY, { attempts: 1, reason: { kind: 'total' } }]]);
  });

  it('C1 unsubscribing clears it in its second timer', () => {
    const clock = new VirtualTimeScheduler();
    const fetch = stage('fetch', () => throwError(() => REASON), { retry: { count: 2, delay: 60 * DAY } });
    const running = pipeline(fetch, { scheduler: clock })(['a']).subscribe();
    clock.schedule(() => {
      running.unsubscribe();
      expect(clock.actions).toEqual([]);
    }, 50 * DAY);

    clock.flush();

    expect(clock.now()).toBe(50 * DAY);
    expect.assertions(2);
  });
});

describe('B2 a pause begins at once', () => {
  /** What a stage with a pause is asked or told, and whether its limit admits a start then. */
  function played(retry: object): { readonly asked: unknown[]; readonly limit: Limit; readonly outcomes: Outcome[] } {
    const clock = new VirtualTimeScheduler();
    const shared = concurrencyLimit(1, { scheduler: clock });
    const asked: unknown[] = [];
    const outcomes: Outcome[] = [];
    /** Whether another run's attempt starts now. */
    const starts = (): boolean => {
      let started = false;
      pipeline(
        stage('other', () => ((started = true), of(1)), { limit: shared }),
        { scheduler: clock },
      )(['x'])
        .subscribe()
        .unsubscribe();
      return started;
    };
    const note = (what: string): void => void asked.push([what, starts()]);
    const policy = Object.fromEntries(
      Object.entries(retry).map(([name, returns]) => [
        name,
        typeof returns !== 'function' ? (returns as unknown) : () => (note(name), (returns as () => unknown)()),
      ]),
    ) as { readonly count: number };
    pipeline(
      stage('fetch', () => throwError(() => REASON), { limit: shared, retry: policy }),
      {
        scheduler: clock,
        onEvent: ({ type }) => {
          if (type === 'paused' || type === 'retrying' || type === 'rejected') note(type);
        },
      },
    )(['a']).subscribe((outcome) => outcomes.push(outcome));
    return { asked, limit: shared, outcomes };
  }

  it('F3g E4b before anybody else is asked or told', () => {
    const { asked } = played({ count: 1, pause: () => 10, when: () => true, delay: () => 10 });

    expect(asked).toEqual([
      ['pause', true],
      ['paused', false],
      ['when', false],
      ['delay', false],
      ['retrying', false],
    ]);
  });

  it.each<[string, object]>([
    ['delay throws', { delay: () => { throw THROWN; } }], // prettier-ignore
    ['delay returns null', { delay: () => null }],
    ['when throws', { when: () => { throw THROWN; } }], // prettier-ignore
    ['when returns a promise', { when: () => Promise.resolve(true) }],
    ['when says no', { when: () => false }],
    ['no retry is left', { count: 0 }],
  ])('B2 although %s', (_, policy) => {
    const { asked, outcomes } = played({ count: 1, delay: 0, pause: () => 10, ...policy });

    expect(asked.slice(0, 2)).toEqual([
      ['pause', true],
      ['paused', false],
    ]);
    expect(asked.at(-1)).toEqual(['rejected', false]);
    expect(outcomes).toHaveLength(1);
  });
});
