import { concat, map, NEVER, of, Subject, throwError, timer } from 'rxjs';
import { assemble, fork, isFulfilled, join, listStage, pipeline, stage, when } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { branchEvents } from '../support/branch-events';
import { all, iterate } from '../support/consume';
import { MapCache } from '../support/map-cache';
import { marbles } from '../support/marbles';

const ok = (value: unknown, lists: object = {}): object => ({ status: 'fulfilled', value, ...lists });
const no = (name: string, reason: unknown, inputs: readonly unknown[], path: readonly number[], attempts = 1): object => ({
  status: 'rejected',
  reason,
  stage: name,
  inputs,
  path,
  attempts,
});

const users = stage('user', (id: string) => [`u${id}`]);
const posts = stage('posts', (id: string) => [`${id}p`, `${id}q`]);
const albums = stage('albums', (): string[] => []);
const failing = stage('failing', () =>
  concat(
    of(1),
    throwError(() => 'E'),
  ),
);

describe('assemble', () => {
  it('R7 R8 assemble emits one tree for each root: each value with the lists of what follows', async () => {
    expect(await all(assemble(pipeline(users, fork(posts, albums)))(['1', '2']))).toEqual([
      { input: '1', path: [0], user: [ok('u1', { posts: [ok('u1p'), ok('u1q')], albums: [] })] },
      { input: '2', path: [1], user: [ok('u2', { posts: [ok('u2p'), ok('u2q')], albums: [] })] },
    ]);
  });

  it('R9 assemble has the rejection at the end of its list, in a tree that is no error', async () => {
    expect(await all(assemble(pipeline(users, fork(failing, albums)))(['1']))).toEqual([
      { input: '1', path: [0], user: [ok('u1', { failing: [ok(1), no('failing', 'E', ['1', 'u1'], [0, 0])], albums: [] })] },
    ]);
  });

  it('R9 assemble has the rejection of a root alone', async () => {
    const broken = stage('user', () => throwError(() => 'E'));

    expect(await all(assemble(pipeline(broken, posts))(['1']))).toEqual([{ input: '1', path: [0], user: [no('user', 'E', ['1'], [0])] }]);
  });

  it('R9 R14 assemble emits a tree for a root that no `when` lets through', async () => {
    const never = (): boolean => false;

    expect(await all(assemble(fork(when(never, posts), when(never, albums)))(['1']))).toEqual([{ input: '1', path: [0], posts: [], albums: [] }]);
  });

  it('R10 assemble has all pages in one list', async () => {
    const pages = stage('pages', (n: number) => [n, n + 0.5], { nextPage: (n) => (n < 1 ? Math.ceil(n) : undefined) });
    const each = stage('each', (n: number) => [-n]);

    expect(await all(assemble(pipeline(pages, each))([0]))).toEqual([
      { input: 0, path: [0], pages: [0, 0.5, 1, 1.5].map((n) => ok(n, { each: [ok(-n)] })) },
    ]);
  });

  it('R9 R10 assemble has the rejection of a page after what came before, with the inputs of that page', async () => {
    const pages = stage('pages', (n: number) => (n === 1 ? throwError(() => 'E') : [n]), { nextPage: (n) => n + 1 });

    expect(await all(assemble(pages)([0]))).toEqual([{ input: 0, path: [0], pages: [ok(0), no('pages', 'E', [1], [0])] }]);
  });

  it.each([undefined, new MapCache()])('R10 assemble has a list of its own for each branch that shares an attempt (%p)', async (cache) => {
    const shared = stage('shared', () => timer(1).pipe(map(() => 's')), { key: () => 'k', ...(cache && { cache }) });
    const trees = await all(
      assemble(
        pipeline(
          shared,
          stage('after', (s: string) => [`${s}!`]),
        ),
      )(['1', '2']),
    );

    expect(trees).toEqual(['1', '2'].map((input, index) => ({ input, path: [index], shared: [ok('s', { after: [ok('s!')] })] })));
    expect(trees[0]?.shared).not.toBe(trees[1]?.shared);
  });

  it("R10 assemble has what is fed back under the stage's own name", async () => {
    const crawl = stage('crawl', (id: string) => [id], { recurse: (id) => (id.length < 2 ? [`${id}a`, `${id}b`] : []) });

    expect(await all(assemble(pipeline(crawl, albums))(['r']))).toEqual([
      {
        input: 'r',
        path: [0],
        crawl: [ok('r', { albums: [], crawl: [ok('ra', { albums: [], crawl: [] }), ok('rb', { albums: [], crawl: [] })] })],
      },
    ]);
  });

  it('R10 assemble has what several values feed back under each of them', async () => {
    const crawl = stage('crawl', (id: string) => (id === 'r' ? ['x', 'y'] : [`${id}!`]), {
      recurse: (id) => ({ x: ['1', '2'], y: ['3'] })[id] ?? [],
    });

    expect(await all(assemble(crawl)(['r']))).toEqual([
      {
        input: 'r',
        path: [0],
        crawl: [ok('x', { crawl: [ok('1!', { crawl: [] }), ok('2!', { crawl: [] })] }), ok('y', { crawl: [ok('3!', { crawl: [] })] })],
      },
    ]);
  });

  it.each([
    ['completion', ['2', '1']],
    ['source', ['1', '2']],
  ] as const)('assemble in %s order', (order, expected) => {
    const seen: string[] = [];
    marbles(({ cold }) => {
      const slow = stage('slow', (id: string) => cold('---(x|)').pipe(map((x) => x + id)));
      const quick = stage('quick', (id: string) => (id === '1' ? cold('-----(y|)') : cold('(y|)')));
      assemble(pipeline(fork(slow, quick), { order }))(cold('(12|)')).subscribe(({ input, slow: list }) => {
        seen.push(input);
        expect(list).toEqual([ok(`x${input}`)]);
      });
    });

    expect(seen).toEqual(expected);
  });

  it.each(['completion', 'source'] as const)('R7 assemble emits all trees before the error of the source, in %s order', (order) => {
    const seen: unknown[] = [];
    marbles(({ cold }) => {
      const slow = stage('slow', (id: string) => timer(id === 'a' ? 9 : 1));
      assemble(pipeline(slow, { order }))(cold('(ab#)')).subscribe({
        next: ({ input }) => seen.push(input),
        error: (reason: unknown) => seen.push(reason),
      });
    });

    expect(seen).toEqual(order === 'source' ? ['a', 'b', 'error'] : ['b', 'a', 'error']);
  });

  it('R7 B5 assemble emits a tree in the turn in which it is settled, and starts nothing while `highWaterMark` trees wait', async () => {
    const started: number[] = [];
    const count = stage('count', (n: number) => {
      started.push(n);
      return [n];
    });
    const seen: number[] = [];
    let ahead = 0;
    await iterate(assemble(pipeline(count, { highWaterMark: 2 }))([0, 1, 2, 3, 4]), ({ input }) => {
      seen.push(input);
      ahead = Math.max(ahead, started.length - seen.length);
    });

    expect(seen).toEqual([0, 1, 2, 3, 4]);
    expect(ahead).toBe(2);
  });

  it('C1 assemble emits nothing after it is left from within `next`', () => {
    const seen: unknown[] = [];
    const source = new Subject<string>();
    const running = assemble(fork(posts, albums))(source).subscribe(({ input }) => {
      seen.push(input);
      if (input === '2') running.unsubscribe();
    });
    for (const id of ['1', '2', '3']) source.next(id);

    expect(seen).toEqual(['1', '2']);
  });
});

describe('join', () => {
  it('R11 join gives what assemble would, in the turn in which it is settled', () => {
    testStages(({ cold, scripted, expectOutcomes }) => {
      const b = stage('b', scripted({ u1: '--(b|)' }));
      const c = stage('c', scripted({ u1: '-----c-|' }));
      const last = stage('last', (tree) => [tree]);
      const tree = { input: 'u1', path: [0, 0], b: [ok('b')], c: [ok('c')] };

      expectOutcomes(cold('(1|)').pipe(pipeline(users, join('whole', fork(b, c)), last))).toBe('-------(x|)', { x: tree });
    });
  });

  it('R12 join holds no slot while it waits', async () => {
    const one = pipeline(join('whole', posts), { concurrency: 1 });

    expect(await all(one(['1']))).toMatchObject([{ status: 'fulfilled', stage: 'whole', attempts: 0, path: [0], index: 0, inputs: ['1'] }]);
  });

  it('R13 join has its rejections in the value, and delivers them nowhere else', async () => {
    expect(await all(join('whole', fork(failing, posts))(['1']))).toEqual([
      {
        status: 'fulfilled',
        stage: 'whole',
        inputs: ['1'],
        path: [0],
        index: 0,
        attempts: 0,
        value: { input: '1', path: [0], failing: [ok(1), no('failing', 'E', ['1'], [0])], posts: [ok('1p'), ok('1q')] },
      },
    ]);
  });

  it('R13 join has a rejection in its value where a test inside of it throws', async () => {
    const test = (): boolean => {
      throw 'no';
    };

    expect(await all(join('whole', when(test, posts))(['1']))).toMatchObject([
      { status: 'fulfilled', value: { input: '1', path: [0], posts: [no('posts', 'no', ['1'], [0], 0)] } },
    ]);
  });

  it('R9 R11 join gives an empty tree where nothing takes its input', async () => {
    const never = (): boolean => false;

    expect(await all(join('whole', when(never, posts))(['1']))).toMatchObject([{ status: 'fulfilled', value: { input: '1', path: [0], posts: [] } }]);
  });

  it.each(['completion', 'source'] as const)('R11 join within a join, in %s order', async (order) => {
    const count = stage('count', ({ posts: list }: { readonly posts: readonly unknown[] }) => [list.length]);
    const nested = join('outer', fork(pipeline(join('inner', posts), count), albums));

    expect(await all(pipeline(users, nested, { order, highWaterMark: 1 })(['1', '2']))).toMatchObject(
      ['u1', 'u2'].map((input, index) => ({
        stage: 'outer',
        value: {
          input,
          path: [index, 0],
          albums: [],
          inner: [ok({ input, path: [index, 0], posts: [ok(`${input}p`), ok(`${input}q`)] }, { count: [ok(2)] })],
        },
      })),
    );
  });

  it('R11 O4 join in source order comes in its place, whatever is faster', () => {
    const seen: unknown[] = [];
    marbles(({ cold }) => {
      const slow = stage('slow', (id: string) => cold(id === 'a' ? '---|' : '|'));
      const plain = stage('plain', (id: string) => [id]);
      pipeline(fork(join('whole', slow), plain), { order: 'source', highWaterMark: 1 })(cold('(ab|)')).subscribe(({ stage: name, path }) => {
        seen.push(`${name} ${String(path[0])}`);
      });
    });

    expect(seen).toEqual(['whole 0', 'plain 0', 'whole 1', 'plain 1']);
  });

  it('R10 R11 join feeds what recurses inside of it into the one value', async () => {
    const crawl = stage('crawl', (id: string) => [id], { recurse: (id) => (id.length < 3 ? [`${id}x`] : []) });

    expect(
      await all(
        pipeline(
          join('whole', crawl),
          stage('last', ({ crawl: list }) => [list.filter(isFulfilled).length]),
        )(['r']),
      ),
    ).toMatchObject([{ value: 1, inputs: ['r', { crawl: [ok('r', { crawl: [ok('rx', { crawl: [ok('rxx', { crawl: [] })] })] })] }] }]);
  });

  it('C1 a join that waits is cancelled with its run, and what is inside of it', () => {
    const events: string[] = [];
    const never = stage('never', () => NEVER);
    pipeline(join('whole', never), { onEvent: branchEvents(({ type, stage: name }) => events.push(`${name} ${type}`)) })(of(1))
      .subscribe()
      .unsubscribe();

    expect(events.slice(0, 3)).toEqual(['whole waiting', 'never waiting', 'never started']);
    expect(events.slice(3).sort()).toEqual(['never cancelled', 'whole cancelled']);
  });

  it('join inside of a list stage that pulls: one unsettled input at a time where highWaterMark is 1', () => {
    const started: number[] = [];
    const inner = stage('inner', (n: number) => {
      started.push(n);
      return NEVER;
    });
    pipeline(
      listStage('list', () => [[1, 2, 3]]),
      join('whole', inner),
      { highWaterMark: 1 },
    )(of(0))
      .subscribe()
      .unsubscribe();

    expect(started).toEqual([1]);
  });
});
