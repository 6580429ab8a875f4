import fc from 'fast-check';
import { map, NEVER, of, timer, type Observable, type SchedulerLike } from 'rxjs';
import {
  adaptiveLimit,
  concurrencyLimit,
  memoryCache,
  perKey,
  pipeline,
  rateLimit,
  stage,
  type KeyedLimit,
  type Limit,
  type Outcome,
  type StageOptions,
} from 'rxjs-stages';
import { VirtualClock, type Clock } from '../properties/clock';
import { Consumer, habits } from '../properties/consumer';
import { ANY_POLICY } from '../properties/policies';
import { Run } from '../properties/run';
import { ANY_KIND, ANY_WAY, scenarios, type Choice, type Scenario } from '../properties/scenario';
import { PATIENCE, settings } from '../properties/settings';
import { verdict } from '../properties/verdict';
import { World } from '../properties/world';
import { iterate } from '../support/consume';
import { word } from '../support/marbles';
import { late, ticking, TickingScheduler, type Reading } from './ticking-clock';

const MS = 10;

/** More timers than any of the runs needs: a run that sets more is one that never ends. */
const MANY = 1_000;

type Options = Pick<StageOptions<number>, 'concurrency' | 'limit' | 'retry' | 'timeout' | 'key' | 'cache'>;

/** Makes the options of a stage whose first attempts fail. */
function failing(limit: Limit | KeyedLimit<number>, delay: number, pause: number): Options {
  return { limit, retry: { count: 1, delay, pause: () => pause } };
}

function paused<L extends { pauseFor(ms: number): void }>(limit: L): L {
  limit.pauseFor(MS);
  return limit;
}

const itself = (n: number): number => n;

/**
 * Stages with one policy, each by the clock it is given: `first` fails once, `slow` answers after
 * 10 ms, `never` does not, and `quick` answers at once.
 */
const SUBJECTS: Readonly<Record<string, (scheduler: SchedulerLike) => { readonly answers?: Answers; readonly options: Options }>> = {
  'a concurrencyLimit that a failure pauses for as long as its delay': (scheduler) => ({
    answers: 'first',
    options: failing(concurrencyLimit(2, { scheduler }), MS, MS),
  }),
  'a concurrencyLimit that a failure pauses for longer': (scheduler) => ({
    answers: 'first',
    options: failing(concurrencyLimit(2, { scheduler }), MS / 2, MS),
  }),
  'a concurrencyLimit that a failure pauses for less long': (scheduler) => ({
    answers: 'first',
    options: failing(concurrencyLimit(2, { scheduler }), MS, MS / 2),
  }),
  'an adaptiveLimit that a failure pauses': (scheduler) => ({ answers: 'first', options: failing(adaptiveLimit({ max: 2, scheduler }), MS, MS) }),
  'a rateLimit that a failure pauses': (scheduler) => ({
    answers: 'first',
    options: failing(rateLimit({ max: 2, per: MS, scheduler }), MS, MS),
  }),
  'perKey that a failure pauses': (scheduler) => ({
    answers: 'first',
    options: failing(perKey(() => concurrencyLimit(1, { scheduler }), { scheduler }).by(itself), MS, MS),
  }),
  'a rateLimit': (scheduler) => ({ options: { limit: rateLimit({ max: 1, per: MS, scheduler }) } }),
  'a rateLimit whose window ends with an answer': (scheduler) => ({ answers: 'slow', options: { limit: rateLimit({ max: 1, per: MS, scheduler }) } }),
  'a rateLimit and a concurrencyLimit': (scheduler) => ({
    answers: 'slow',
    options: { limit: [concurrencyLimit(1, { scheduler }), rateLimit({ max: 1, per: MS, scheduler })] },
  }),
  'perKey of rateLimits': (scheduler) => ({
    answers: 'slow',
    options: { limit: perKey(() => rateLimit({ max: 1, per: MS, scheduler }), { scheduler }).by((n: number) => n % 2) },
  }),
  'pauseFor of a concurrencyLimit': (scheduler) => ({ options: { limit: paused(concurrencyLimit(1, { scheduler })) } }),
  'pauseFor of a rateLimit': (scheduler) => ({ options: { limit: paused(rateLimit({ max: 1, per: MS, scheduler })) } }),
  'pauseFor of an adaptiveLimit': (scheduler) => ({ options: { limit: paused(adaptiveLimit({ max: 1, scheduler })) } }),
  'pauseFor of perKey': (scheduler) => ({
    options: { limit: paused(perKey(() => concurrencyLimit(1, { scheduler }), { scheduler })).by(itself) },
  }),
  'the timeout of an attempt': () => ({ answers: 'never', options: { timeout: MS } }),
  'the timeout of an attempt that is retried': () => ({ answers: 'never', options: { timeout: MS, retry: { count: 2, delay: 0 } } }),
  'the timeout of a branch': () => ({ answers: 'never', options: { timeout: { total: MS } } }),
  'the timeout of a wait': (scheduler) => ({ options: { timeout: { queue: MS }, limit: paused(paused(concurrencyLimit(1, { scheduler }))) } }),
  'all timeouts at once': () => ({ answers: 'never', options: { concurrency: 1, timeout: { attempt: MS, total: MS, queue: MS } } }),
  'the delay of a retry': () => ({ answers: 'first', options: { retry: { count: 1, delay: MS } } }),
  'the delay of a retry, as an Observable': (scheduler) => ({
    answers: 'first',
    options: { retry: { count: 1, delay: () => timer(MS, scheduler) } },
  }),
  'an answer that is kept for as long as another one takes': (scheduler) => ({
    answers: 'slow',
    options: { concurrency: 1, key: (n: number) => String(n % 2), cache: memoryCache({ ttl: MS, scheduler }) },
  }),
};

type Answers = 'first' | 'slow' | 'never' | 'quick';

function join(subject: (typeof SUBJECTS)[string], scheduler: SchedulerLike) {
  const { answers = 'quick', options } = subject(scheduler);
  const answer = (n: number, { attempt }: { readonly attempt: number }): Observable<number> => {
    if (answers === 'first' && attempt === 1) throw new Error('once');
    return answers === 'never' ? NEVER : answers === 'slow' ? timer(MS, scheduler).pipe(map(() => n)) : of(n);
  };
  const second = stage('second', answer, options);
  // Half of what comes to the stage comes when a timer rings.
  const first = stage('first', (n: number) => (n % 2 === 0 ? of(n) : timer(MS, scheduler).pipe(map(() => n))));
  return pipeline(first, second, { scheduler });
}

/** Lets all timers ring, and all promises settle between them. */
async function elapse(clock: Clock): Promise<number> {
  for (let timers = 0; timers < MANY; timers++) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    if (!clock.tick()) return timers;
  }
  return MANY;
}

/** Pushes some roots, or has them pulled. @returns what came, and whether the run has ended */
async function played(subject: (typeof SUBJECTS)[string], read: Reading, way: 'pushed' | 'pulled') {
  const scheduler = new TickingScheduler(read);
  const words: string[] = [];
  const run = { ended: false };
  const joined = join(subject, scheduler);
  const take = (outcome: Outcome): void => void words.push(word(outcome));
  if (way === 'pushed') {
    joined(of(0, 1, 2, 3)).subscribe({ next: take, complete: () => (run.ended = true) });
  } else {
    void iterate(joined([0, 1, 2, 3]), take).then(() => (run.ended = true));
  }
  const timers = await elapse(new VirtualClock(scheduler));
  return { ended: run.ended && timers < MANY, words: words.length };
}

const CLOCKS: readonly (readonly [string, Reading])[] = [
  ...Array.from({ length: 13 }, (_, times) => [`9.9 in ${String(times)} readings`, late(times)] as const),
  ...[0.001, 0.05, 0.3, 1, 7].map((ms) => [`${String(ms)} ms a reading`, ticking(ms)] as const),
];

describe.each(['pushed', 'pulled'] as const)('a clock that goes on between two readings, roots %s', (way) => {
  it.each(Object.entries(SUBJECTS))('F6 T1 leaves no run without its end: %s', async (_, subject) => {
    const hung: string[] = [];
    for (const [name, read] of CLOCKS) {
      const { ended, words } = await played(subject, read, way);
      if (!ended || words !== 4) hung.push(`${name}: ${ended ? 'ended' : 'has not ended'} with ${String(words)} outcomes`);
    }

    expect(hung).toEqual([]);
  });
});

/** By how many ms what a clock shows may differ from when things happen, in the scenarios below. */
const SLACK = 1 / 8;

const readings = fc.oneof(
  fc.nat(12).map((times) => late(times, 1 / 32)),
  fc.constantFrom(2 ** -14, 2 ** -17).map(ticking),
);

const choice: Choice = { ...ANY_KIND, policies: ANY_POLICY, orders: ['completion', 'completion', 'source'], leaving: [] };

function worldOf(scenario: Scenario, read: Reading): World {
  return new World(scenario, new VirtualClock(new TickingScheduler(read), SLACK));
}

test(
  'F6 B1 B2 B3 O3 O4 C3 hold by a clock that goes on between two readings, for every tree that runs to its end',
  async () => {
    await fc.assert(
      fc.asyncProperty(scenarios(choice), readings, async (scenario, read) => {
        const run = new Run(scenario, 'each', worldOf(scenario, read));
        run.subscribeToOutcomes();
        await run.playWithPromises();
        expect(verdict(run.seen)).toEqual([]);
      }),
      settings(120),
    );
  },
  PATIENCE,
);

test(
  'B5 C1 C2 F6 hold by such a clock for a consumer that iterates, and may leave',
  async () => {
    await fc.assert(
      fc.asyncProperty(scenarios({ ...choice, leaving: [...ANY_WAY, 'policy'] }), readings, habits, async (scenario, read, habit) => {
        const run = new Run(scenario, 'asked', worldOf(scenario, read));
        await new Consumer(run).consume(habit);
        expect(verdict(run.seen)).toEqual([]);
      }),
      settings(100),
    );
  },
  PATIENCE,
);

test(
  'S1 B1 F6 hold by such a clock for two runs that share limits and caches',
  async () => {
    await fc.assert(
      fc.asyncProperty(scenarios({ ...choice, lingers: false }), readings, async (scenario, read) => {
        const world = worldOf(scenario, read);
        const runs = [0, 1].map(() => new Run(scenario, 'each', world, true));
        for (const run of runs) run.subscribeToOutcomes();
        do for (const run of runs) await run.settle();
        while (world.clock.tick());
        for (const run of runs) expect(verdict(run.seen)).toEqual([]);
      }),
      settings(100),
    );
  },
  PATIENCE,
);
