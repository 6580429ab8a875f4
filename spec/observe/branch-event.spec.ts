import { config, NEVER, of, startWith, Subject, type Subscription } from 'rxjs';
import {
  concurrencyLimit,
  gather,
  memoryCache,
  pipeline,
  stage,
  StageTimeoutError,
  type BranchEvent,
  type Outcome,
  type Pipeline,
  type PipelineEvent,
  type StageContext,
  type StageOptions,
} from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { branchEvents } from '../support/branch-events';
import { all } from '../support/consume';
import { word } from '../support/marbles';

const twice = stage('twice', (id: string) => [id, id]);
const upper = stage('upper', (id: string) => (id === 'b' ? Promise.reject(new Error('b')) : Promise.resolve(id.toUpperCase())));

describe('events', () => {
  it('say what they tell of: the input that waits, the value emitted, the reason of a rejection', async () => {
    const events: BranchEvent[] = [];
    await all(pipeline(twice, upper, { onEvent: branchEvents((event) => events.push(event)) })(['b']));

    expect(events[0]).toEqual({
      type: 'waiting',
      run: expect.any(Number),
      time: expect.any(Number),
      stage: 'twice',
      branch: 1,
      parent: undefined,
      path: [0],
      attempt: 0,
      waited: 0,
      inFlight: 0,
      input: 'b',
    });
    expect(events.find(({ type }) => type === 'emitted')).toMatchObject({ stage: 'twice', path: [0], attempt: 1, value: 'b', index: 0 });
    expect(events.find(({ type }) => type === 'rejected')).toMatchObject({ stage: 'upper', path: [0, 0], attempt: 1, reason: new Error('b') });
  });

  it('E4a come right before what they tell of takes effect', () => {
    const log: string[] = [];
    const onEvent = branchEvents(({ type, stage: name }) => void log.push(`${type} ${name}`));
    const loud = stage('loud', (id: string) => {
      log.push('project');
      return of(id);
    });

    of('a')
      .pipe(pipeline(loud, { onEvent }))
      .subscribe((outcome) => log.push(`delivered ${word(outcome)}`));

    expect(log).toEqual(['waiting loud', 'started loud', 'project', 'emitted loud', 'delivered a', 'settled loud', 'completed loud']);
  });

  it('E5 go to a listener whose own errors are reported, and stop nothing', async () => {
    const reported = new Subject<unknown>();
    const errors: unknown[] = [];
    config.onUnhandledError = (error: unknown) => {
      errors.push(error);
      if (errors.length === 10) reported.complete();
    };
    try {
      const onEvent = (): never => {
        throw new Error('listener');
      };
      const settled = all(reported);

      expect((await all(pipeline(twice, { onEvent })([]))).map(word)).toEqual([]);
      expect(
        (
          await all(
            gather(
              pipeline(
                stage('none', () => []),
                { onEvent },
              ),
            )(['a']),
          )
        ).map(({ input }) => input),
      ).toEqual(['a']);
      await settled;

      // Three of an empty run, and of the other one as many and those of its branch.
      expect(errors).toEqual(Array.from({ length: 10 }, () => new Error('listener')));
    } finally {
      config.onUnhandledError = null;
    }
  });

  const RETRY = { retry: { count: 1, delay: 0 } };

  it.each<[BranchEvent['type'], StageOptions<string, string>]>([
    ['waiting', {}],
    ['started', {}],
    ['emitted', {}],
    ['settled', {}],
    ['settled', RETRY],
    ['settled', { atomic: true }],
    ['served', { key: (id) => id }],
    ['served', { key: (id) => id, cache: memoryCache() }],
    ['retrying', RETRY],
    ['requeued', RETRY],
    ['requeued', { retry: { count: 1, delay: 1 } }],
    ['requeued', { retry: { count: 1, delay: () => Promise.resolve() } }],
    ['paused', { retry: { count: 1, delay: 0, pause: () => 1 }, limit: concurrencyLimit(1) }],
    ['paged', { nextPage: (id) => (id.length < 3 ? `${id}+` : undefined) }],
    ['completed', {}],
    ['rejected', {}],
  ])('F6 C1 hold for a run that is unsubscribed on a %s event, with %j', async (when, options) => {
    const source = new Subject<string>();
    const ends: string[] = [];
    const delivered: unknown[] = [];
    const created = new Set<string>();
    const told: string[] = [];
    const onEvent = (event: PipelineEvent): void => {
      told.push(event.type);
      if (event.branch === undefined) return;
      const { type, stage: name, path } = event;
      if (type === 'waiting') created.add(`${name} ${path.join()}`);
      if (type === 'completed' || type === 'rejected' || type === 'cancelled') ends.push(`${name} ${path.join()}`);
      if (type === when) {
        subscription.unsubscribe();
        delivered.length = 0;
      }
    };
    const answer = (id: string, { attempt }: StageContext): Promise<string> | string[] => {
      if (when === 'rejected' || (options.retry !== undefined && attempt === 1)) return Promise.reject(new Error(id));
      return options.key === undefined ? [id] : Promise.resolve(id);
    };
    const subscription: Subscription = source
      .pipe(
        pipeline(
          twice,
          stage('second', answer, options),
          stage('third', () => NEVER),
          { onEvent },
        ),
      )
      .subscribe((outcome) => delivered.push(outcome));

    source.next('a');
    source.next('c');
    await new Promise<void>((resolve) => {
      subscription.add(resolve);
    });
    // Whatever else would happen has time to.
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });

    expect(delivered).toEqual([]);
    expect(ends.sort()).toEqual([...created].sort());
    expect(subscription.closed).toBe(true);
    expect(told.slice(told.lastIndexOf(when) + 1).filter((type) => type !== 'cancelled')).toEqual(['run-ended']);
  });

  it('E2 E3 tell when an attempt is over, and why', () => {
    const told: unknown[] = [];
    const onEvent = branchEvents((event) => {
      if (event.type === 'settled') told.push([event.time, event.input, event.status, event.reason]);
    });
    testStages(({ cold, scripted }) => {
      const fetch = stage('fetch', scripted({ a: '-x-|', b: '--#', c: '-y' }), { timeout: 4 });
      cold('(abc|)').pipe(pipeline(fetch, { onEvent })).subscribe();
    });

    expect(told).toEqual([
      [2, 'b', 'rejected', 'error'],
      [3, 'a', 'fulfilled', undefined],
      [4, 'c', 'rejected', expect.any(StageTimeoutError)],
    ]);
  });

  it('E2c tell of no attempt that it has settled which is cancelled', () => {
    const told: string[] = [];
    const running = new Subject<number>()
      .pipe(startWith(1))
      .pipe(
        pipeline(
          stage('never', () => NEVER),
          { onEvent: ({ type }) => told.push(type) },
        ),
      )
      .subscribe();

    running.unsubscribe();

    expect(told).toEqual(['run-started', 'waiting', 'started', 'cancelled', 'run-ended']);
  });

  it('E2b tell that what an atomic stage emits comes after its attempt', () => {
    const told: string[] = [];
    pipeline(
      stage('both', () => of(1, 2), { atomic: true }),
      { onEvent: branchEvents(({ type }) => told.push(type)) },
    )(['a']).subscribe();

    expect(told).toEqual(['waiting', 'started', 'settled', 'emitted', 'emitted', 'completed']);
  });

  it('S1 tell what serves a branch: a cache, or the attempt of another branch and which one that is', async () => {
    const told: unknown[] = [];
    const onEvent = branchEvents((event) => {
      if (event.type === 'served') told.push([event.branch, event.by, event.leader, event.attempt]);
    });
    const fetch = stage('fetch', (id: string) => Promise.resolve(id), { key: (id) => id, cache: memoryCache() });
    const results = pipeline(fetch, { onEvent });

    await Promise.all([all(results(['a', 'b', 'b', 'b'])), all(results(['b']))]);
    expect(told).toEqual([
      [3, 'attempt', 2, 0],
      [4, 'attempt', 2, 0],
      [1, 'attempt', undefined, 0],
    ]);
    told.length = 0;
    await all(results(['c', 'a']));
    expect(told).toEqual([[2, 'cache', undefined, 0]]);
  });

  describe('F6 number the branches of a run', () => {
    const tree = (values: readonly number[]) => (n: number) => values.map((value) => n + value);
    const feed = (n: number): number[] => (n < 200 ? [n + 100, n + 150] : []);
    const pages = (_: number, n: number): number | undefined => (n % 10 === 0 ? n + 1 : undefined);

    const plain = stage('plain', tree([1, 2]));
    const last = stage('last', tree([0]));
    const walk = stage('walk', tree([0, 1]), { recurse: feed });
    const other = stage('other', tree([0, 1]), { recurse: feed });
    const list = stage('list', tree([0, 1]), { nextPage: pages, recurse: feed });

    it.each<[string, Pipeline<number, Outcome>, boolean]>([
      ['of two plain stages', pipeline(plain, last), true],
      ['of a recursive stage', pipeline(walk), true],
      ['of a recursive stage with two after it', pipeline(walk, plain, last), true],
      ['of a recursive stage between two', pipeline(plain, walk, last), true],
      ['of two recursive stages', pipeline(walk, other), false],
      ['of two recursive stages with one after them', pipeline(walk, other, last), false],
      ['of pages that are fed back', pipeline(list, plain), true],
    ])('F6 %s: each has a number, and the path of a child follows from its parent', (_, tested, unique) => {
      const events: BranchEvent[] = [];
      tested
        .with({ onEvent: branchEvents((event) => events.push(event)) })([0, 10])
        .subscribe();
      const created = events.filter(({ type }) => type === 'waiting');
      const numbers = created.map(({ branch }) => branch);
      const fed = new Map<number, number>();
      const emitted = new Map<number, number>();

      expect(numbers).toEqual(created.map((__, index) => index + 1));
      for (const event of events) {
        const { type, branch, parent, stage: name, path } = event;
        const own = created[branch - 1];
        expect([parent, name, path]).toEqual([own?.parent, own?.stage, own?.path]);
        if (event.type === 'emitted') emitted.set(branch, event.index);
        if (type !== 'waiting' || parent === undefined) continue;
        const from = created[parent - 1];
        const place = from?.stage === name ? (fed.get(parent) ?? 0) : emitted.get(parent);
        if (from?.stage === name) fed.set(parent, (fed.get(parent) ?? 0) + 1);
        expect(path).toEqual([...(from?.path ?? []), place]);
      }
      const paths = new Set(created.map(({ stage: name, path }) => `${name} ${path.join()}`));
      expect(paths.size === created.length).toBe(unique);
    });

    it('F6 also those that are dropped or that follow; an input that a recursive stage has seen has none', () => {
      const source = new Subject<number>();
      const seen: unknown[] = [];
      const onEvent = branchEvents(({ type, branch, input }) => void seen.push(`${type} ${String(branch)}: ${String(input)}`));
      const one = pipeline(
        stage('one', () => NEVER, { key: String, concurrency: 1 }),
        { maxWaiting: 1, overflow: 'drop-newest', onEvent },
      );

      const running = source.pipe(one).subscribe();
      for (const n of [1, 1, 2]) source.next(n);
      running.unsubscribe();
      pipeline(
        stage('walk', (n: number) => of(n), { key: String, recurse: (n) => [n, n + 1].slice(0, 3 - n) }),
        { onEvent },
      )([1]).subscribe();

      expect(seen).toEqual([
        'waiting 1: 1',
        'started 1: 1',
        'waiting 2: 1',
        'waiting 3: 2',
        'rejected 3: 2',
        'cancelled 1: 1',
        'cancelled 2: 1',
        'waiting 1: 1',
        'started 1: 1',
        'emitted 1: 1',
        'settled 1: 1',
        'waiting 2: 2',
        'completed 1: 1',
        'started 2: 2',
        'emitted 2: 2',
        'settled 2: 2',
        'completed 2: 2',
      ]);
    });

    it('F6 each run from 1, whoever else listens', async () => {
      const seen: number[][] = [];
      const onEvent = branchEvents(({ type, run, branch }) => {
        if (type === 'waiting') seen.push([run, branch]);
      });
      const both = pipeline(twice, upper, { onEvent });

      await Promise.all([all(both(['a'])), all(both(['c']))]);

      const [first] = seen.map(([run = 0]) => run);
      expect(seen.map(([run = 0, branch]) => [run - (first ?? 0), branch])).toEqual([
        [0, 1],
        [0, 2],
        [0, 3],
        [1, 1],
        [1, 2],
        [1, 3],
      ]);
    });
  });
});
