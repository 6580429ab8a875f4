import { NEVER, Observable, of, throwError, timer, UnsubscriptionError, VirtualTimeScheduler, type ObservableInput } from 'rxjs';
import { concurrencyLimit, listStage, memoryCache, pipeline, stage, type Outcome, type PipelineOptions } from 'rxjs-stages';
import { branchEvents } from '../support/branch-events';
import { word } from '../support/marbles';
import { turn, Unhandled } from '../support/unhandled';

/* A teardown that throws where the run itself tears down: its branch ends once, for its own reason, the run goes on, and rxjs reports what was thrown. */

const clock = new VirtualTimeScheduler();

/** An Observable whose teardown throws. */
function broken<T>(inner: Observable<T>): Observable<T> {
  return new Observable((subscriber) => {
    const running = inner.subscribe(subscriber);
    return () => {
      running.unsubscribe();
      throw new Error('teardown');
    };
  });
}

/** A value at once, or after a frame, and no end. */
const STREAMS: Readonly<Record<'at once' | 'later', (value: unknown) => Observable<never>>> = {
  'at once': (value) => broken(new Observable((subscriber) => { subscriber.next(value as never); })), // prettier-ignore
  'later': (value) => broken(new Observable((subscriber) => { subscriber.add(timer(1, clock).subscribe(() => { subscriber.next(value as never); })); })), // prettier-ignore
};

/** How a branch fails, or goes on, so that what it has of the user's is torn down. Its input is 1; that of the others is 2. */
interface Case {
  readonly lists?: boolean;
  readonly gives: (attempt: number, stream: (value: unknown) => Observable<never>) => unknown;
  readonly options?: object;
  /** What the branch delivers. */
  readonly delivers: readonly string[];
}

const throwing = (): never => {
  throw new RangeError('recurse');
};
const revoked = Proxy.revocable([], {});
revoked.revoke();

const CASES: Readonly<Record<string, Case>> = {
  'recurse throws': { gives: (_, stream) => stream(1), options: { recurse: throwing }, delivers: ['1', '!RangeError'] },
  'recurse gives no list': { gives: (_, stream) => stream(1), options: { recurse: () => 5 }, delivers: ['1', '!TypeError'] },
  'recurse gives a list that throws': { gives: (_, stream) => stream(1), options: { recurse: () => revoked.proxy }, delivers: ['1', '!TypeError'] },
  'recurse is async': {
    gives: (_, stream) => stream(1),
    options: { recurse: async () => Promise.reject(new Error('no')) },
    delivers: ['1', '!TypeError'],
  },
  'a list is none': { lists: true, gives: (_, stream) => stream(5), delivers: ['!TypeError'] },
  'a list throws': { lists: true, gives: (_, stream) => stream(revoked.proxy), delivers: ['!TypeError'] },
  'a list that is held throws': { lists: true, gives: (_, stream) => stream(revoked.proxy), options: { atomic: true }, delivers: ['!TypeError'] },
  'the attempt times out': { gives: () => broken(NEVER), options: { timeout: 5 }, delivers: ['!StageTimeoutError'] },
  'the branch times out': { gives: () => broken(NEVER), options: { timeout: { total: 5 } }, delivers: ['!StageTimeoutError'] },
  'the attempt times out and is retried': {
    gives: (attempt) => (attempt === 1 ? broken(NEVER) : of(3)),
    options: { timeout: 5, retry: { count: 1, delay: 1 } },
    delivers: ['3'],
  },
  'a list is none and the attempt is retried': {
    lists: true,
    gives: (attempt, stream) => (attempt === 1 ? stream(5) : of([3])),
    options: { retry: { count: 1, delay: 0 } },
    delivers: ['3'],
  },
  'what its retry waits for has emitted': {
    gives: (attempt) => (attempt === 1 ? throwError(() => 'bad') : of(3)),
    options: { retry: { count: 1, delay: () => STREAMS.later(1) } },
    delivers: ['3'],
  },
  'what its retry waits for has emitted at once': {
    gives: (attempt) => (attempt === 1 ? throwError(() => 'bad') : of(3)),
    options: { retry: { count: 1, delay: () => STREAMS['at once'](1) } },
    delivers: ['3'],
  },
  'its time is up while its retry waits': {
    gives: () => throwError(() => 'bad'),
    options: { timeout: { total: 5 }, retry: { count: 1, delay: () => broken(NEVER) } },
    delivers: ['!StageTimeoutError'],
  },
};

const POLICIES: Readonly<Record<string, { readonly stage?: () => object; readonly pipeline?: PipelineOptions }>> = {
  'no more': {},
  'a limit': { stage: () => ({ limit: concurrencyLimit(1, { scheduler: clock }) }) },
  'key and cache': { stage: () => ({ key: String, cache: memoryCache({ scheduler: clock }) }) },
  'source order': { pipeline: { order: 'source' } },
};

describe.each(Object.entries(POLICIES))('F6 a teardown that throws, with %s', (_policy, policy) => {
  describe.each(Object.entries(STREAMS))('F6 of what emits %s', (_when, stream) => {
    it.each(Object.entries(CASES))(
      'F6 F1 lets the branch end once and the run go on when %s',
      async (_, { lists = false, gives, options, delivers }) => {
        const unhandled = new Unhandled();
        const events: string[] = [];
        const words: string[][] = [[], [], []];
        let completed = false;
        const project = (n: number, { attempt }: { readonly attempt: number }): unknown => (n === 1 ? gives(attempt, stream) : lists ? [[n]] : [n]);
        const chosen = { concurrency: 1, ...policy.stage?.(), ...options } as { readonly recurse?: undefined };
        const fetch = lists ? listStage('fetch', project as () => number[][], chosen) : stage('fetch', project as () => number[], chosen);
        const onEvent = branchEvents(({ type, path }) => void events.push(`${type} ${path.join('.')}`));

        // Between two others: one of them starts before it, and one after.
        const results = pipeline(fetch, { scheduler: clock, concurrency: 1, ...policy.pipeline, onEvent })([2, 1, 4]) as Observable<Outcome>;
        results.subscribe({
          next: (outcome) => words[outcome.path[0] as number]?.push(word(outcome)),
          complete: () => (completed = true),
        });
        clock.flush();
        await turn();
        unhandled.stop();

        // The others fail, too, where it is recurse that fails.
        expect([words[0]?.[0], words[1], words[2]?.[0]]).toEqual(['2', delivers, '4']);
        expect(completed).toBe(true);
        expect(events.filter((event) => /^(completed|rejected|cancelled) 1$/.test(event))).toHaveLength(1);
        expect(unhandled.reasons.map(messagesOf)).toEqual([['teardown']]);
      },
    );
  });
});

describe('F6 iterators whose return() fails', () => {
  const returns: Readonly<Record<string, () => unknown>> = {
    throws: () => {
      throw new Error('return');
    },
    rejects: () => Promise.reject(new Error('return')),
    'is none': () => undefined,
  };

  it.each(Object.entries(returns))('F6 C4 let the branch end once and the run go on when return() %s', async (_, back) => {
    const unhandled = new Unhandled();
    const words: string[] = [];
    const endless = { [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }), return: back }) } as Iterable<number>;
    const waiting = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined), return: back }) } as AsyncIterable<number>;
    const recurring = stage('recurring', (n: number) => (n === 1 ? endless : of(n)), { recurse: (n) => { if (n === 1) throw new RangeError('recurse'); return []; } }); // prettier-ignore
    const slow = stage('slow', (n: number) => (n === 1 ? waiting : of(n)) as ObservableInput<number> & object, { timeout: 5 });
    const delayed = stage('delayed', (n: number) => (n === 1 ? throwError(() => 'bad') : of(n)), { timeout: { total: 5 }, retry: { count: 1, delay: () => waiting } }); // prettier-ignore
    const take = (outcome: Outcome): void => void words.push(word(outcome));

    pipeline(recurring, { scheduler: clock })([1, 2]).subscribe(take);
    pipeline(slow, { scheduler: clock, concurrency: 1 })([1, 2]).subscribe(take);
    pipeline(delayed, { scheduler: clock, concurrency: 1 })([1, 2]).subscribe(take);
    await turn();
    clock.flush();
    await turn();
    unhandled.stop();

    expect(words).toEqual(['1', '!RangeError', '2', '2', '!StageTimeoutError', '2', '!StageTimeoutError']);
    expect(unhandled.reasons).toEqual([]);
  });
});

describe('C1 a teardown that throws when the run is unsubscribed from outside', () => {
  it.each<[string, () => Observable<Outcome>]>([
    ['an attempt', () => pipeline(stage('fetch', () => broken(NEVER), { key: String }))([1])],
    [
      'what a retry waits for',
      () => pipeline(stage('fetch', () => throwError(() => 'bad'), { retry: { count: 1, delay: () => broken(NEVER) } }))([1]),
    ],
    [
      'what the retry of a leader waits for',
      () => pipeline(stage('fetch', () => throwError(() => 'bad'), { key: () => 'one', retry: { count: 1, delay: () => broken(NEVER) } }))([1, 2, 3]),
    ],
  ])('C1 of %s goes to who unsubscribes', async (_, make) => {
    const unhandled = new Unhandled();
    const running = make().subscribe();

    expect(() => {
      running.unsubscribe();
    }).toThrow(UnsubscriptionError);
    await turn();
    unhandled.stop();

    expect(unhandled.reasons).toEqual([]);
  });

  it('S1 C1 lets who follows in another run take over, although what the leader waits for throws', () => {
    const cache = memoryCache();
    const words: string[] = [];
    let made = 0;
    const fetch = stage('fetch', (n: number) => (made++ === 0 ? throwError(() => 'bad') : of(n)), {
      key: String,
      cache,
      retry: { count: 1, delay: () => broken(NEVER) },
    });
    const leading = fetch([1]).subscribe();
    fetch([1]).subscribe((outcome) => words.push(word(outcome)));

    expect(() => {
      leading.unsubscribe();
    }).toThrow('teardown');

    expect(words).toEqual(['1']);
  });
});

it('F6 reports a teardown that throws at once, for its attempt failed while it was being subscribed to', async () => {
  const unhandled = new Unhandled();
  const words: string[] = [];
  const lists = new Observable<number[]>((subscriber) => {
    subscriber.next(5 as never);
    return () => {
      throw new Error('teardown');
    };
  });

  listStage('lists', (n: number) => (n === 1 ? lists : of([n])))([1, 2]).subscribe({
    next: (outcome) => words.push(word(outcome)),
    complete: () => words.push('|'),
  });
  await turn();
  unhandled.stop();

  expect(words).toEqual(['!TypeError', '2', '|']);
  expect(unhandled.reasons).toEqual([new Error('teardown')]);
});

/** What an error says, or all that it gathers say, however deep. */
function messagesOf(error: unknown): string[] {
  return error instanceof UnsubscriptionError ? error.errors.flatMap(messagesOf) : [(error as Error).message];
}
