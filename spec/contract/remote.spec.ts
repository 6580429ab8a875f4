import { AsyncLocalStorage } from 'node:async_hooks';
import { concat, EMPTY, finalize, firstValueFrom, from, map, NEVER, Observable, of, Subject, throwError, timer, VirtualTimeScheduler } from 'rxjs';
import {
  batchStage,
  concurrencyLimit,
  fork,
  gather,
  isFulfilled,
  isRejected,
  join,
  jobRunner,
  listStage,
  memoryCache,
  pipeline,
  remote,
  RemoteStageError,
  stage,
  StageTimeoutError,
  unwrap,
  when,
  type BranchEvent,
  type JobQueue,
  type Outcome,
  type RemoteJob,
  type RemoteWork,
  type SettledEvent,
  type StageContext,
} from 'rxjs-stages';
import { httpRetry } from 'rxjs-stages/http';
import { testStages } from 'rxjs-stages/testing';
import { VirtualClock } from '../properties/clock';
import { branchEvents } from '../support/branch-events';
import { all, iterate } from '../support/consume';
import { CrossingQueue } from '../support/crossing-queue';
import { HOSTILE } from '../support/hostile-values';
import { word } from '../support/marbles';
import { turn, Unhandled } from '../support/unhandled';

const JOB: RemoteJob = { stage: 'item', inputs: ['a'], path: [0], key: undefined, page: 1, attempt: 1 };
const close = (): Promise<void> => Promise.resolve();
/** A signal that nobody aborts. */
const never = (): AbortSignal => new AbortController().signal;

/** A queue that answers as a function says. */
const queueOf = (run: JobQueue['run'] | ((...args: Parameters<JobQueue['run']>) => unknown)): JobQueue => ({ run: run as JobQueue['run'], close });

/** A stage whose project must not be called here. */
const elsewhere = stage('item', (id: string): Observable<string> => throwError(() => `${id} is called here`));

/** Lets all happen that is due, frame by frame, and what promises lead to. */
async function play(clock: VirtualClock): Promise<void> {
  do await turn();
  while (clock.tick());
}

/** An answer that somebody gives later. */
class Deferred<T> {
  resolve: (value: T) => void = () => undefined;
  reject: (reason: unknown) => void = () => undefined;
  readonly promise = new Promise<T>((resolve, reject) => Object.assign(this, { resolve, reject }));
}

describe('a remote stage', () => {
  let unhandled: Unhandled;

  beforeEach(() => {
    unhandled = new Unhandled();
  });

  afterEach(async () => {
    await turn();
    unhandled.stop();
    if (unhandled.reasons.length > 0) throw new Error('nobody has handled a reason', { cause: unhandled.reasons[0] });
  });

  describe('D1 only the project is remote', () => {
    it('D1a calls the functions of options here, and those of the stage that the worker serves never', async () => {
      const fail = (): never => {
        throw new Error('called in the worker');
      };
      const options = { key: fail, cache: { get: fail, set: fail }, recurse: fail, nextPage: fail, retry: { count: 1, when: fail, pause: fail } };
      const served = stage(
        'item',
        (n: number, { attempt }): Promise<number> => (attempt === 1 ? Promise.reject(new Error('no')) : Promise.resolve(n)),
        { ...options, timeout: 1 } as object,
      );
      const called: string[] = [];
      const call = <T>(what: string, result: T): T => (called.push(what), result);
      const item = stage('item', (n: number) => [n], {
        key: (n) => call('key', String(n)),
        cache: {
          get: () => {
            call('get', undefined);
          },
          set: () => {
            call('set', undefined);
          },
        },
        recurse: (n) => call('recurse', n < 2 ? [n + 1] : []),
        nextPage: () => {
          call('nextPage', undefined);
        },
        retry: { count: 1, delay: () => call('delay', 0), when: () => call('when', true), pause: () => call('pause', 0) },
      });

      expect((await all(remote(item, new CrossingQueue([served]))([1]))).map(word).sort()).toEqual(['1', '2']);
      expect(new Set(called)).toEqual(new Set(['key', 'get', 'set', 'recurse', 'nextPage', 'delay', 'when', 'pause']));
    });

    it('D1b works in forks, joins, tests and batches, and in source order', async () => {
      const posts = listStage('posts', (user: number) => timer(user === 1 ? 4 : 0).pipe(map(() => [user * 10, user * 10 + 1])));
      const comments = stage('comments', (post: number) => Promise.resolve(`comment ${String(post)}`));
      const albums = stage('albums', (user: number) => Promise.resolve(`album ${String(user)}`));
      const sizes = batchStage('sizes', (trees: readonly object[]) => Promise.resolve(trees.map((tree) => JSON.stringify(tree).length > 0)), {
        max: 2,
      });
      const build = (place: <S extends typeof posts | typeof comments | typeof albums>(each: S) => S) =>
        pipeline(
          join(
            'whole',
            fork(
              pipeline(place(posts), place(comments)),
              when((user: number) => user > 1, place(albums)),
            ),
          ),
          sizes,
          { order: 'source' },
        );
      const queue = new CrossingQueue([posts, comments, albums]);

      const outcomes = await all(build((each) => remote(each, queue))([1, 2]));

      expect(outcomes).toEqual(await all(build((each) => each)([1, 2])));
      expect(outcomes).toMatchObject([
        {
          value: true,
          path: [0, 0],
          inputs: [1, { input: 1, posts: [{ value: 10, comments: [{ value: 'comment 10' }] }, { value: 11 }], albums: [] }],
        },
        { value: true, path: [1, 0], inputs: [2, { input: 2, albums: [{ value: 'album 2' }] }] },
      ]);
      expect(queue.jobs.map(({ stage: name }) => name).sort()).toEqual(['albums', ...Array<string>(4).fill('comments'), 'posts', 'posts']);
    });

    it('D1b is delivered, gathered and iterated', async () => {
      const one = stage('one', (n: number) => Promise.resolve(n + 1));
      const two = stage('two', (n: number) => Promise.resolve(n * 2));
      const queue = new CrossingQueue([one, two]);
      const both = pipeline(remote(one.with({ deliver: true }), queue), remote(two, queue));
      const seen: unknown[] = [];
      await iterate(both([1]), (outcome) => seen.push(word(outcome)));

      expect(seen).toEqual(['2', '4']);
      expect(await all(gather(both)([1]))).toMatchObject([{ input: 1, values: { one: [2], two: [4] } }]);
    });

    it.each([
      ['its concurrency', { concurrency: 2 }, {}],
      ['its limit', { limit: concurrencyLimit(2) }, {}],
      ['the concurrency of the pipeline', {}, { concurrency: 2 }],
      ['the limit of the pipeline', { concurrency: Infinity }, { limit: concurrencyLimit(2) }],
    ])('D1c has no more jobs that are wanted than %s allows', async (_, options, bounds) => {
      const clock = new VirtualClock();
      const item = stage('item', (n: number) => timer(n % 3, clock.scheduler).pipe(map(() => n)), { ...options, timeout: 1.5 });
      const queue = new CrossingQueue([item]);
      const outcomes: Outcome[] = [];
      pipeline(remote(item, queue), { ...bounds, scheduler: clock.scheduler })(Array(20).keys()).subscribe((outcome) => outcomes.push(outcome));

      await play(clock);

      expect(outcomes).toHaveLength(20);
      expect(queue.jobs).toHaveLength(20);
      expect([queue.most.get('all'), queue.wanted.get('all')]).toEqual([2, 0]);
    });

    it('D1d stays remote if options are changed, and uses them', async () => {
      const served = stage('item', (id: string, { attempt }) => (attempt === 1 ? Promise.reject(new Error('no')) : Promise.resolve(`${id} there`)));
      const queue = new CrossingQueue([served]);
      const item = remote(elsewhere, queue).with({ retry: { count: 1, delay: 0 }, key: (id) => `key of ${id}` });

      expect((await all(item(['a']))).map(word)).toEqual(['a there']);
      expect(queue.jobs).toEqual([1, 2].map((attempt) => ({ ...JOB, key: 'key of a', attempt })));
      expect(item.options).toEqual({ retry: { count: 1, delay: 0 }, key: expect.any(Function) as unknown });
    });

    it('D1d runs here with another project, such as that of a test', () => {
      const audit = remote(elsewhere, new CrossingQueue([elsewhere]));

      testStages(({ scripted, expectOutcomes }) => {
        expectOutcomes(audit.with({ project: scripted({ a: '--x|' }) })(['a'])).toBe('--x|');
      });
    });

    it.each([
      ['a function', () => [1]],
      ['a pipeline of one stage', pipeline(elsewhere)],
      [
        'a pipeline',
        pipeline(
          elsewhere,
          stage('other', () => [1]),
        ),
      ],
      [
        'a fork',
        fork(
          elsewhere,
          stage('other', () => [1]),
        ),
      ],
      ['a test', when((id: string) => id !== '', elsewhere)],
      ['a join', join('whole', elsewhere)],
      ['a batchStage', batchStage('item', (ids: readonly string[]) => Promise.resolve(ids), { max: 2 })],
      [
        'a remote stage',
        remote(
          elsewhere,
          queueOf(() => []),
        ),
      ],
      ['nothing', undefined],
    ])('D1e is not made of %s', (_, segment) => {
      expect(() =>
        remote(
          segment as never,
          queueOf(() => []),
        ),
      ).toThrow(TypeError);
      expect(() => jobRunner([segment as never])).toThrow(TypeError);
    });

    it.each([
      ['an object without run', { close }],
      ['a function', () => []],
      ['nothing', undefined],
    ])('D1e needs a queue, and not %s', (_, queue) => {
      expect(() => remote(elsewhere, queue as never)).toThrow(TypeError);
    });
  });

  describe('D2 jobs', () => {
    it('D2a have the place of the branch, its key, and the numbers of its page and attempt', async () => {
      const list = listStage('list', (term: string) => Promise.resolve([`${term}1`, `${term}2`]));
      const pages = stage(
        'pages',
        (id: string, { page, attempt }) => (page === 2 && attempt === 1 ? Promise.reject(new Error('no')) : Promise.resolve(id)),
        { key: (id) => `<${id}>`, nextPage: (id) => (id.endsWith('+') ? undefined : `${id}+`), retry: { count: 1, delay: 0 } },
      );
      const queue = new CrossingQueue([list, pages]);

      await all(pipeline(remote(list, queue), remote(pages.with({ concurrency: 1 }), queue))(['a']));

      const page = (id: string, index: number, number: number, attempt: number): RemoteJob => ({
        ...{ stage: 'pages', inputs: ['a', id], path: [0, index], key: `<${id}>` },
        ...{ page: number, attempt },
      });
      expect(queue.jobs[0]).toEqual({ ...JOB, stage: 'list' });
      expect(queue.jobs.filter(({ path }) => path[1] === 0)).toEqual([page('a1', 0, 1, 1), page('a1+', 0, 2, 1), page('a1+', 0, 2, 2)]);
      expect(queue.jobs.filter(({ path }) => path[1] === 1)).toEqual([page('a2', 1, 1, 1), page('a2+', 1, 2, 1), page('a2+', 1, 2, 2)]);
    });

    it('D2a have the inputs and the path of what recurse feeds back', async () => {
      const folder = stage('item', (name: string) => Promise.resolve(name), { recurse: (name) => (name.length < 3 ? [`${name}x`] : []) });
      const queue = new CrossingQueue([folder]);

      await all(remote(folder, queue)(['a']));

      expect(queue.jobs).toEqual([JOB, { ...JOB, inputs: ['a', 'ax'], path: [0, 0] }, { ...JOB, inputs: ['a', 'ax', 'axx'], path: [0, 0, 0] }]);
    });

    it('D2a calls key once for each branch, and has no key of a cache that identifies branches', async () => {
      let calls = 0;
      const queue = new CrossingQueue([stage('item', (id: string) => Promise.resolve(id))]);
      const identify = (): string => 'named by the cache';
      const cache = { get: () => undefined, set: () => undefined, identify };

      await all(remote(elsewhere, queue).with({ key: (id) => `${id} ${String(++calls)}` })(['a']));
      await all(remote(elsewhere, queue).with({ cache })(['a']));

      expect(queue.jobs.map(({ key }) => key)).toEqual(['a 1', undefined]);
    });

    it('D2a has none for what a key or a cache serves', async () => {
      const queue = new CrossingQueue([stage('item', (id: string) => Promise.resolve(id))]);
      const item = remote(elsewhere, queue).with({ key: (id) => id, cache: memoryCache() });

      expect((await all(item(['a', 'a', 'b']))).map(word).sort()).toEqual(['a', 'a', 'b']);
      expect((await all(item(['a', 'b']))).map(word).sort()).toEqual(['a', 'b']);
      expect(queue.jobs).toHaveLength(2);
    });

    it('D2b are run in the context of the root, in the turn of its start', async () => {
      const storage = new AsyncLocalStorage<string>();
      const log: unknown[] = [];
      const queue = queueOf(({ inputs }) => {
        log.push([inputs, storage.getStore()]);
        // Answers come from the context of a socket that all share.
        return storage.run('socket', async () => {
          await turn();
          return inputs;
        });
      });
      const source = new Subject<string>();
      const ended = new Deferred<undefined>();
      remote(
        elsewhere,
        queue,
      )(source).subscribe({
        next: ({ inputs }) => log.push([inputs, storage.getStore(), 'delivered']),
        complete: () => {
          ended.resolve(undefined);
        },
      });
      storage.run('ann', () => {
        source.next('a');
      });
      expect(log).toEqual([[['a'], 'ann']]);
      storage.run('bob', () => {
        source.next('b');
      });
      source.complete();
      await ended.promise;

      expect(log.slice(1)).toEqual([
        [['b'], 'bob'],
        [['a'], 'ann', 'delivered'],
        [['b'], 'bob', 'delivered'],
      ]);
    });

    it('D2b is called with the queue as `this`', async () => {
      class Queue implements JobQueue {
        readonly name = 'mine';
        run(): Promise<string[]> {
          return Promise.resolve([this.name]);
        }
        readonly close = close;
      }

      expect((await all(remote(elsewhere, new Queue())(['a']))).map(word)).toEqual(['mine']);
    });

    it('D2c are aborted when the run is left, whether they wait or run', () => {
      const signals: AbortSignal[] = [];
      let torn = 0;
      const working = stage('item', () => NEVER.pipe(finalize(() => torn++)));
      const run = jobRunner([working]);
      const queue = queueOf((job, signal) => (signals.push(signal), run(job, signal)));

      const subscription = remote(elsewhere, queue)(['a', 'b']).subscribe();
      expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
      subscription.unsubscribe();

      expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
      expect(torn).toBe(2);
    });

    it('D2c are aborted when a for await is left, when a signal aborts, and when the time is up', async () => {
      const clock = new VirtualClock();
      const queue = new CrossingQueue([stage('item', (id: string) => (id === 'fast' ? of(id) : NEVER))]);
      const item = remote(elsewhere, queue);
      for await (const outcome of item(['fast', 'slow'])) {
        expect(word(outcome)).toBe('fast');
        break;
      }
      const controller = new AbortController();
      const aborted = all(pipeline(item, { signal: controller.signal })(['slow'])).catch((reason: unknown) => reason);
      controller.abort('enough');
      const outcomes: Outcome[] = [];
      pipeline(item.with({ timeout: { attempt: 5 }, retry: { count: 1, delay: 1 } }), { scheduler: clock.scheduler })(['slow']).subscribe((outcome) =>
        outcomes.push(outcome),
      );
      await play(clock);

      expect(await aborted).toBe('enough');
      expect(queue.jobs.map(({ inputs, attempt }) => [...inputs, attempt])).toEqual([
        ['fast', 1],
        ['slow', 1],
        ['slow', 1],
        ['slow', 1],
        ['slow', 2],
      ]);
      expect(queue.signals.map((signal) => signal.aborted)).toEqual([false, true, true, true, true]);
      expect(outcomes).toMatchObject([{ status: 'rejected', attempts: 2 }]);
      expect(outcomes.find(isRejected)?.reason).toBeInstanceOf(StageTimeoutError);
      expect([clock.now, queue.wanted.get('all')]).toEqual([11, 0]);
    });

    it('D2c are not aborted when they have ended', async () => {
      const queue = new CrossingQueue([stage('item', (id: string) => (id === 'bad' ? throwError(() => 'no') : of(id)))]);

      await all(remote(elsewhere, queue)(['good', 'bad']));

      expect(queue.signals.map(({ aborted }) => aborted)).toEqual([false, false]);
    });

    it.each<[string, (answer: Deferred<unknown>) => void]>([
      ['resolves', ({ resolve }) => { resolve(['late']); }], // prettier-ignore
      ['resolves with what is no answer', ({ resolve }) => { resolve(5); }], // prettier-ignore
      ['rejects', ({ reject }) => { reject(new Error('late')); }], // prettier-ignore
      ['rejects with undefined', ({ reject }) => { reject(undefined); }], // prettier-ignore
    ])('D2d leaves nothing of a run that %s when its attempt is over', async (_, end) => {
      for (const lists of [false, true]) {
        const clock = new VirtualClock();
        const answers: Deferred<unknown>[] = [];
        const reports: (((work: RemoteWork) => void) | undefined)[] = [];
        const queue = queueOf((_job, _signal, report) => {
          reports.push(report);
          const answer = new Deferred<unknown>();
          answers.push(answer);
          return answer.promise;
        });
        const events: BranchEvent[] = [];
        const made = lists ? listStage('item', (id: string) => of([id])) : elsewhere;
        const item = remote(made as typeof elsewhere, queue).with({ timeout: 5, retry: { count: 1, delay: 5 } });
        const outcomes: Outcome[] = [];
        pipeline(item, { scheduler: clock.scheduler, onEvent: branchEvents((event) => events.push(event)) })(['a']).subscribe((outcome) =>
          outcomes.push(outcome),
        );
        // The first one is late while its branch sleeps, and again when the second one is in flight.
        clock.tick();
        end(answers[0] as Deferred<unknown>);
        reports[0]?.({ worker: 'late', duration: 1 });
        await turn();
        clock.tick();
        reports[0]?.({ worker: 'late', duration: 1 });
        await turn();
        expect(outcomes).toEqual([]);
        answers[1]?.resolve(['good']);
        await turn();
        reports[1]?.({ worker: 'late', duration: 1 });

        expect(outcomes.map(word)).toEqual(['good']);
        expect(events.filter(({ type }) => type === 'settled')).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled' }]);
        expect(events.filter((event) => 'work' in event)).toEqual([]);
      }
    });

    it('D2d leaves nothing of a run that leaves its pipeline, and then fails', async () => {
      for (const made of [elsewhere, listStage('item', (id: string) => of([id]))]) {
        const stop = new Subject<void>();
        const seen: unknown[] = [];
        const queue = queueOf((_, signal) => {
          stop.complete();
          return Promise.reject(signal.reason as Error);
        });
        const subscription = remote(made as typeof elsewhere, queue)(new Observable<string>((subscriber) => { subscriber.next('a'); })).subscribe((outcome) => seen.push(outcome)); // prettier-ignore
        stop.subscribe({
          complete: () => {
            subscription.unsubscribe();
          },
        });
        await turn();

        expect(seen).toEqual([]);
      }
    });
  });

  describe('D3 answers', () => {
    it('D3a arrive whole, in the order of the project', async () => {
      const clock = new VirtualClock();
      const item = stage('item', (id: string) => concat(of(`${id}1`), timer(3, clock.scheduler).pipe(map(() => `${id}2`)), of(`${id}3`)));
      const seen: unknown[] = [];
      pipeline(remote(item, new CrossingQueue([item])), { scheduler: clock.scheduler })(['a']).subscribe((outcome) => seen.push([clock.now, word(outcome), isFulfilled(outcome) && outcome.index])); // prettier-ignore

      await play(clock);

      expect(seen).toEqual([[3, 'a1', 0], [3, 'a2', 1], [3, 'a3', 2]]); // prettier-ignore
    });

    it('D3a may be empty', async () => {
      const item = stage('item', () => EMPTY);
      const events: string[] = [];
      const item2 = pipeline(remote(item, new CrossingQueue([item])), { onEvent: ({ type }) => events.push(type) });

      expect(await all(item2([1]))).toEqual([]);
      expect(events).toContain('completed');
    });

    it('D3a of a list are pulled while the next stage has room, those of a stage are pushed', async () => {
      const values = Array.from({ length: 10 }, (_, index) => index);
      const list = listStage('item', () => of(values));
      const pushing = stage('item', () => from(values));
      const next = stage('next', () => NEVER, { concurrency: 1 });
      const waiting = async (first: object): Promise<number> => {
        let count = 0;
        const onEvent = branchEvents(({ type, stage: name }) => (count += Number(name === 'next' && type === 'waiting')));
        const subscription = pipeline(first as typeof list, next, { highWaterMark: 2, onEvent })([0]).subscribe();
        await turn();
        subscription.unsubscribe();
        return count;
      };

      expect(await waiting(remote(list, new CrossingQueue([list])))).toBe(3);
      expect(await waiting(remote(pushing, new CrossingQueue([pushing])))).toBe(10);
    });

    it('D3b of an attempt that fails are dropped: it can be retried', async () => {
      const item = stage('item', (id: string, { attempt }) => concat(of(`${id}${String(attempt)}`), attempt === 1 ? throwError(() => 'no') : EMPTY), {
        retry: { count: 1, delay: 0 },
      });

      expect((await all(item(['a']))).map(word)).toEqual(['a1', '!no']);
      expect((await all(remote(item, new CrossingQueue([item]))(['a']))).map(word)).toEqual(['a2']);
    });

    const failures: readonly (readonly [string, JobQueue['run'] | (() => unknown), unknown])[] = [
      ['throws', () => { throw new RangeError('no'); }, new RangeError('no')], // prettier-ignore
      ['rejects', () => Promise.reject(new RangeError('no')), new RangeError('no')],
      ['rejects with undefined', () => Promise.reject(undefined), undefined],
      ['rejects with 0', () => Promise.reject(0), 0],
      ['returns a thenable that throws', () => ({ then: () => { throw new RangeError('no'); } }), new RangeError('no')], // prettier-ignore
    ];

    it.each(failures)('D3c fail an attempt if run %s, and retry decides', async (_, run, reason) => {
      const asked: unknown[] = [];
      const retry = {
        count: 2,
        when: (error: unknown) => (asked.push(['when', error]), true),
        delay: (error: unknown) => (asked.push(['delay', error]), 0),
        pause: (error: unknown) => (asked.push(['pause', error]), 0),
      };
      const events: BranchEvent[] = [];
      const item = pipeline(remote(elsewhere.with({ retry }), queueOf(run)), { onEvent: branchEvents((event) => events.push(event)) });

      expect(await all(item(['a']))).toEqual([{ status: 'rejected', reason, stage: 'item', inputs: ['a'], path: [0], attempts: 3 }]);
      expect(asked).toEqual(
        [
          ...Array<string[][]>(2)
            .fill([['pause'], ['when'], ['delay']])
            .flat(),
          ['pause'],
        ].map(([what]) => [what, reason]),
      );
      expect(events.filter(({ type }) => type === 'settled')).toHaveLength(3);
    });

    it('D3c of a worker decide as at home: a 429 pauses the limit here, and is retried', async () => {
      const clock = new VirtualClock();
      const { scheduler } = clock;
      const limit = concurrencyLimit(2, { scheduler });
      const fetched: (readonly [number, string, number])[] = [];
      const answer = (id: string, attempt: number): Response =>
        id === 'a' && attempt === 1 ? new Response('slow down', { status: 429, headers: { 'Retry-After': '2' } }) : Response.json({ id });
      const page = stage(
        'page',
        async (id: string, { attempt }) => {
          fetched.push([clock.now, id, attempt]);
          const response = answer(id, attempt);
          if (response.ok) return response.json() as Promise<unknown>;
          await response.body?.cancel();
          throw response as unknown as Error;
        },
        { limit, retry: httpRetry({ count: 1, method: 'GET' }) },
      );
      const events: BranchEvent[] = [];
      const outcomes: Outcome[] = [];
      const options = { scheduler, onEvent: branchEvents((event) => events.push(event)) };
      pipeline(remote(page, new CrossingQueue([page])), options)(['a', 'b', 'c', 'd']).subscribe((outcome) => outcomes.push(outcome));

      await play(clock);

      expect(events.filter(({ type }) => type === 'paused')).toMatchObject([{ time: 0, ms: 2000, path: [0] }]);
      expect(events.filter(({ type }) => type === 'retrying')).toMatchObject([
        { delay: 2000, reason: { name: 'Response', message: 'HTTP status 429', response: { status: 429, headers: { 'retry-after': '2' } } } },
      ]);
      expect(outcomes.map((outcome) => isFulfilled(outcome) && outcome.value)).toEqual(
        expect.arrayContaining(['a', 'b', 'c', 'd'].map((id) => ({ id }))),
      );
      expect(fetched.filter(([time]) => time === 0)).toEqual([[0, 'a', 1], [0, 'b', 1]]); // prettier-ignore
      expect(fetched.filter(([time]) => time === 2000)).toEqual([[2000, 'a', 2], [2000, 'c', 1], [2000, 'd', 1]]); // prettier-ignore
      expect(limit).toMatchObject({ active: 0, waiting: 0 });
    });

    it.each([
      ['undefined', undefined],
      ['a text', 'values'],
      ['a number', 5],
      ['an object with a length', { length: 1, 0: 'a' }],
      ['a Set', new Set(['a'])],
      ['a promise of an object', Promise.resolve({ values: ['a'] })],
    ])('D3d must be arrays, and not %s', async (_, answer) => {
      const [outcome] = await all(
        remote(
          elsewhere,
          queueOf(() => answer),
        )(['a']),
      );

      expect(outcome).toMatchObject({ status: 'rejected', attempts: 1 });
      expect(outcome?.status === 'rejected' && outcome.reason).toBeInstanceOf(TypeError);
    });

    it('D3d need no promise', async () => {
      expect(
        (
          await all(
            remote(
              elsewhere,
              queueOf(() => ['x', 'y']),
            )(['a']),
          )
        ).map(word),
      ).toEqual(['x', 'y']);
    });

    it.each(HOSTILE)('D3d that throw when they are looked at are one rejection, after values if they are an array: %s', async (name, make) => {
      const later = (value: object): unknown => ({
        then: (resolve: (answer: unknown) => void) => {
          resolve(value);
        },
      });
      for (const made of [elsewhere, listStage('item', (id: string) => of([id]))]) {
        for (const wrap of [(value: object): unknown => value, later]) {
          const item = pipeline(
            remote(
              made as typeof elsewhere,
              queueOf(() => wrap(make().value)),
            ),
            { onEvent: () => undefined },
          );
          const outcomes = (await all(item(['a']))).map((outcome) => (isFulfilled(outcome) ? outcome.value : 'rejected'));

          expect(name.includes('an array') ? [['bad'], ['bad', 'rejected'], ['rejected']] : [['rejected']]).toContainEqual(outcomes);
        }
      }
    });

    it.each([
      ['a number', 5],
      ['a policy', { count: 5, delay: 0, when: () => true }],
      ['httpRetry', { ...httpRetry({ count: 5, methods: 'any' }), when: () => true }],
    ])('D3e that are a RemoteStageError are not retried by %s, and neither is a stage around', async (_, retry) => {
      const error = new RemoteStageError('STALLED', 'item', 'the workers ended');
      let jobs = 0;
      const item = remote(
        elsewhere,
        queueOf(() => (jobs++, Promise.reject(error))),
      ).with({ retry });
      const around = stage('around', (id: string) => item([id]).pipe(unwrap()), { retry });

      expect(await all(item(['a']))).toMatchObject([{ reason: error, attempts: 1 }]);
      expect(await all(around(['a']))).toMatchObject([{ reason: error, attempts: 1, stage: 'around' }]);
      expect(jobs).toBe(2);
    });

    it('D3e that were a RemoteStageError of another copy are not retried either', async () => {
      const error = Object.assign(new Error('the workers ended'), { name: 'RemoteStageError' });

      expect(
        await all(
          remote(
            elsewhere,
            queueOf(() => Promise.reject(error)),
          ).with({ retry: 5 })(['a']),
        ),
      ).toMatchObject([{ attempts: 1 }]);
    });

    it('D3e still pause', async () => {
      const paused: unknown[] = [];
      const error = new RemoteStageError('FAILED', 'item', 'no');
      const retry = { count: 5, pause: (reason: unknown) => void paused.push(reason) };

      await all(
        remote(
          elsewhere,
          queueOf(() => Promise.reject(error)),
        ).with({ retry })(['a']),
      );

      expect(paused).toEqual([error]);
    });
  });

  describe('D5 what a queue reports of its worker', () => {
    const settled = async (run: JobQueue['run'], options: object = {}): Promise<SettledEvent[]> => {
      const events: BranchEvent[] = [];
      await all(pipeline(remote(elsewhere.with(options), queueOf(run)), { onEvent: branchEvents((event) => events.push(event)) })(['a']));
      return events.filter((event): event is SettledEvent => event.type === 'settled');
    };
    const work: RemoteWork = { worker: 'one', duration: 5 };

    it('D5a is the work of the settled event, whether the attempt fails or not', async () => {
      const events = await settled(
        (job, _, report) => {
          report?.({ worker: `worker ${String(job.attempt)}`, duration: job.attempt });
          return job.attempt === 1 ? Promise.reject(new Error('no')) : Promise.resolve(['x']);
        },
        { retry: { count: 1, delay: 0, pause: () => 0 } },
      );

      expect(events).toMatchObject([
        { status: 'rejected', attempt: 1, work: { worker: 'worker 1', duration: 1 } },
        { status: 'fulfilled', attempt: 2, work: { worker: 'worker 2', duration: 2 } },
      ]);
    });

    it('D5a is that of its own page', async () => {
      const events = await settled(
        ({ page }, _, report) => {
          if (page !== 2) report?.({ ...work, duration: page });
          return Promise.resolve(['x']);
        },
        { nextPage: (_: string, input: string) => (input.length < 3 ? `${input}+` : undefined) },
      );

      expect(events.map((event) => event.work)).toEqual([{ ...work, duration: 1 }, undefined, { ...work, duration: 3 }]);
    });

    it('D5a counts if it is the last one', async () => {
      const events = await settled((_job, _signal, report) => {
        report?.({ worker: 'first', duration: 1 });
        report?.(work);
        return Promise.resolve([]);
      });

      expect(events.map((event) => event.work)).toEqual([work]);
    });

    it('D5a changes nothing if nobody listens', async () => {
      const run: JobQueue['run'] = (_job, _signal, report) => {
        report?.(work);
        return Promise.resolve(['x']);
      };

      expect((await all(remote(elsewhere, queueOf(run))(['a']))).map(word)).toEqual(['x']);
    });

    it('D5b is not there if nothing was reported', async () => {
      const [event] = await settled(() => Promise.resolve([]));

      expect(event).not.toHaveProperty('work');
    });

    it.each<[string, unknown]>([
      ['undefined', undefined],
      ['a text', 'one'],
      ['no duration', { worker: 'one' }],
      ['no worker', { duration: 1 }],
      ['what cannot be read', revoked()],
    ])('D5c must be a worker and a duration, and not %s', async (_, reported) => {
      let thrown: unknown;
      const events = await settled((_job, _signal, report) => {
        try {
          report?.(reported as RemoteWork);
        } catch (error) {
          thrown = error;
        }
        return Promise.resolve(['x']);
      });

      expect(thrown).toBeInstanceOf(TypeError);
      expect(events.filter((event) => 'work' in event)).toEqual([]);
    });
  });
});

describe('jobRunner', () => {
  it('D4a calls the project of the stage that the job names, and returns all that it emits', async () => {
    const one = stage('one', (id: string) => of(`${id}1`, `${id}2`));
    const two = listStage('two', (id: string) => from([[id, `${id}+`], [], new Set([`${id}!`])]));
    const three = stage('three', (id: string) => Promise.resolve(id));
    const four = stage('four', () => EMPTY);
    const five = stage('five', async function* (id: string) { yield await Promise.resolve(id); yield `${id}+`; }); // prettier-ignore
    const run = jobRunner([one, two, three, four, five]);

    expect(await run({ ...JOB, stage: 'one' }, never())).toEqual(['a1', 'a2']);
    expect(await run({ ...JOB, stage: 'two', inputs: ['a', 'b'], path: [0, 0] }, never())).toEqual(['b', 'b+', 'b!']);
    expect(await run({ ...JOB, stage: 'three' }, never())).toEqual(['a']);
    expect(await run({ ...JOB, stage: 'four' }, never())).toEqual([]);
    expect(await run({ ...JOB, stage: 'five' }, never())).toEqual(['a', 'a+']);
  });

  it('D4a runs any number of jobs at once', async () => {
    const answers = new Map<string, Deferred<string>>();
    const item = stage('item', (id: string) => {
      const answer = new Deferred<string>();
      answers.set(id, answer);
      return answer.promise;
    });
    const run = jobRunner([item]);
    const running = Array.from({ length: 50 }, (_, index) => run({ ...JOB, inputs: [String(index)] }, never()));
    expect(answers.size).toBe(50);
    for (const [id, answer] of answers) answer.resolve(id);

    expect((await Promise.all(running)).flat()).toEqual([...answers.keys()]);
  });

  it('D4b uses no option of the stage', async () => {
    const fail = (): never => {
      throw new Error('an option is used');
    };
    const clock = new VirtualTimeScheduler();
    const limit = concurrencyLimit(1, { scheduler: clock });
    limit.pauseFor(1_000);
    let calls = 0;
    const item = stage('item', (id: string) => (calls++, id === 'bad' ? throwError(() => 'no') : timer(5).pipe(map(() => id))), {
      concurrency: 1,
      limit,
      timeout: 1,
      key: fail,
      cache: { get: fail, set: fail },
      retry: { count: 5, delay: 0, when: fail, pause: fail },
      nextPage: fail,
      recurse: fail,
      maxDepth: 3,
    } as object);
    const run = jobRunner([item]);

    expect(await Promise.all([run(JOB, never()), run(JOB, never())])).toEqual([['a'], ['a']]);
    await expect(run({ ...JOB, inputs: ['bad'] }, never())).rejects.toBe('no');
    expect(calls).toBe(3);
  });

  it('D4c passes the place of the job as the context', async () => {
    const contexts: StageContext[] = [];
    const item = stage('item', (_: string, context) => (contexts.push(context), EMPTY));
    const run = jobRunner([item]);

    await run({ ...JOB, inputs: ['a', 'b'], path: [4, 2], page: 3, attempt: 5 }, never());
    await run({ ...JOB, path: [] }, never());

    expect(contexts.map(({ inputs, path, index, page, attempt }) => ({ inputs, path, index, page, attempt }))).toEqual([
      { inputs: ['a', 'b'], path: [4, 2], index: 2, page: 3, attempt: 5 },
      { inputs: ['a'], path: [], index: 0, page: 1, attempt: 1 },
    ]);
    expect(contexts[0]?.signal).toMatchObject({ aborted: false });
  });

  it('D4c calls the project without `this`', async () => {
    const item = stage('item', function (this: unknown) { return [this === undefined]; }); // prettier-ignore

    expect(await jobRunner([item])(JOB, never())).toEqual([true]);
  });

  it.each<[string, () => unknown]>([
    ['a promise that never settles', () => new Promise(() => undefined)],
    ['an Observable that never completes', () => NEVER],
    ['an iterator that never ends', async function* () { for (;;) yield await firstValueFrom(timer(1)); }], // prettier-ignore
  ])('D4d rejects as soon as the signal aborts, and cancels the project: %s', async (_, make) => {
    const controller = new AbortController();
    let signal: AbortSignal | undefined;
    const item = stage('item', (_id: string, context) => ((signal = context.signal), make() as Promise<unknown>));
    const running = jobRunner([item])(JOB, controller.signal).then(
      () => 'resolved',
      (reason: unknown) => reason,
    );
    expect(signal?.aborted).toBe(false);
    controller.abort('enough');

    expect(signal?.aborted).toBe(true);
    expect(await running).toBe('enough');
  });

  it('D4d unsubscribes from an Observable when the signal aborts, and leaves no listener at its end', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const listeners = new Set<unknown>();
    jest.spyOn(signal, 'addEventListener').mockImplementation((_, listener) => listeners.add(listener));
    jest.spyOn(signal, 'removeEventListener').mockImplementation((_, listener) => listeners.delete(listener));
    let torn = 0;
    const run = jobRunner([
      stage('good', (id: string) => timer(1).pipe(map(() => id))),
      stage('bad', () => timer(1).pipe(map(() => { throw new Error('no'); }))), // prettier-ignore
      stage('slow', () => NEVER.pipe(finalize(() => torn++))),
    ]);
    const good = run({ ...JOB, stage: 'good' }, signal);
    expect(listeners.size).toBe(1);
    await good;
    await run({ ...JOB, stage: 'bad' }, signal).catch(() => undefined);
    expect(listeners.size).toBe(0);
    const slow = run({ ...JOB, stage: 'slow' }, signal);
    controller.abort('enough');
    for (const listener of listeners) (listener as () => void)();

    await expect(slow).rejects.toBe('enough');
    expect([torn, listeners.size]).toEqual([1, 0]);
  });

  it('D4d calls no project if the signal is aborted before', async () => {
    let calls = 0;
    const run = jobRunner([stage('item', () => [calls++])]);

    await expect(run(JOB, AbortSignal.abort('before'))).rejects.toBe('before');
    expect(calls).toBe(0);
  });

  it.each<[string, () => unknown, unknown]>([
    ['throws', () => { throw new RangeError('no'); }, new RangeError('no')], // prettier-ignore
    ['rejects with undefined', () => Promise.reject(undefined), undefined],
    [
      'errors after values',
      () =>
        concat(
          of(1, 2),
          throwError(() => 0),
        ),
      0,
    ],
    ['returns nothing', () => undefined, expect.any(TypeError)],
  ])('D4e rejects with the reason of a project that %s', async (_, make, reason) => {
    const item = stage('item', make as () => Promise<unknown>);

    expect(await jobRunner([item])(JOB, never()).then(() => 'resolved', (error: unknown) => [error])).toEqual([reason]); // prettier-ignore
  });

  it('D4f rejects a job of an unknown stage', async () => {
    const error = await jobRunner([elsewhere])({ ...JOB, stage: 'other' }, never()).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(RemoteStageError);
    expect(error).toMatchObject({ name: 'RemoteStageError', code: 'UNKNOWN_STAGE', stage: 'other' });
  });

  it.each([
    ['nothing', undefined],
    ['a stage', elsewhere],
    ['no stages', []],
    ['two stages of one name', [elsewhere, elsewhere]],
  ])('U1 refuses %s', (_, stages) => {
    expect(() => jobRunner(stages as never)).toThrow(TypeError);
  });
});

/** One that throws whatever is done with it. */
function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
