import { AsyncLocalStorage } from 'node:async_hooks';
import { NEVER, of, range, Subject, throwError, timer } from 'rxjs';
import { fork, gather, join, listStage, pipeline, stage, when, type BranchEvent, type Outcome } from 'rxjs-stages';
import { marbleOf, testStages } from 'rxjs-stages/testing';
import { branchEvents } from '../support/branch-events';
import { all } from '../support/consume';
import { MapCache } from '../support/map-cache';
import { word } from '../support/marbles';

const add = <N extends string>(name: N) => stage(name, (id: string) => [id + name]);
const named = (outcome: Outcome): string => `${outcome.stage}:${word(outcome)}`;

describe('trees of stages', () => {
  describe('O2 a value makes one branch at the first stage of each segment that takes it', () => {
    it('O2 in the order in which the fork names them, in the same turn', () => {
      testStages(({ cold, scripted, expectOutcomes, expectStarts }) => {
        const user = stage('user', scripted({ r: '--(a|)' }));
        const posts = stage('posts', scripted({ a: '-(p|)' }));
        const albums = stage('albums', scripted({ a: '---(q|)' }));

        expectStarts(posts).toBe('                                      --a');
        expectStarts(albums).toBe('                                     --a');
        expectOutcomes(cold('(r|)').pipe(pipeline(user, fork(posts, albums)))).toBe('---p-(q|)');
      });
    });

    it('O2 O3 all of it in one turn, after the value is delivered itself, the deepest first: what is joined is deeper than the join', () => {
      const seen: string[] = [];
      pipeline(
        stage('a', () => of('x', 'y'), { deliver: true }),
        fork(pipeline(add('b'), add('c')), add('d'), join('e', add('f'))),
      )(of('r')).subscribe((outcome) => seen.push(named(outcome).replace('[object Object]', '{}')));

      expect(seen).toEqual(['a:x', 'e:{}', 'c:xbc', 'd:xd', 'a:y', 'e:{}', 'c:ybc', 'd:yd']);
    });

    it('R4 O2 a segment has what its `when` lets through, whatever truthy or falsy value says so', async () => {
      const truthy = when((id: string) => (id === 'r' ? 'yes' : '') as never, add('b'));

      expect((await all(pipeline(fork(add('a'), truthy))(['r', 's']))).map(named)).toEqual(['a:ra', 'b:rb', 'a:sa']);
    });
  });

  describe('O3 the stage with the longest way goes first', () => {
    it('O3 whatever its place in the fork', () => {
      testStages(({ scripted, expectStarts, expectOutcomes }) => {
        const a = stage('a', scripted({ '*': '-(x|)' }));
        const b = stage('b', scripted({ '*': '-(y|)' }));
        const c = stage('c', scripted({ '*': '-(z|)' }));

        expectStarts(a).toBe('                                             0--1', { '0': 0, '1': 1 });
        expectOutcomes(pipeline(fork(a, pipeline(b, c)), { concurrency: 1 })([0, 1])).toBe('-x-zx-(z|)');
      });
    });

    it('O3 stages of equal depth take turns, a step each', () => {
      const started: string[] = [];
      const note = <N extends string>(name: N) =>
        stage(name, () => {
          started.push(name);
          return timer(1);
        });
      testStages(({ expectOutcomes }) => {
        const run = pipeline(
          stage('head', () => range(0, 3)),
          fork(note('a'), note('b'), note('c')),
          { concurrency: 1 },
        );
        expectOutcomes(run(of('r'))).toBe(['-a', '--b', '---c', '----d', '-----e', '------f', '-------g', '--------h', '---------(i|)'], {
          ...Object.fromEntries('abcdefghi'.split('').map((letter) => [letter, 0])),
        });
      });

      expect(started).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c']);
    });
  });

  it('R1 branches that a fork makes of one value have the same path and index, and it is as long as their inputs', async () => {
    const segment = pipeline(
      stage('a', (id: string) => [id, id]),
      fork(pipeline(add('b'), add('c')), add('d')),
      add('e'),
    );
    const outcomes = await all(segment(['r']));

    expect(outcomes.map(({ path, inputs }) => [path.join('.'), inputs.join('>')])).toEqual([
      ['0.0.0.0', 'r>r>rb>rbc'],
      ['0.0.0', 'r>r>rd'],
      ['0.1.0.0', 'r>r>rb>rbc'],
      ['0.1.0', 'r>r>rd'],
    ]);
    expect(outcomes.map(({ path, inputs }) => path.length === inputs.length)).toEqual([true, true, true, true]);
  });

  describe('F1 a failure stays in its branch', () => {
    it('R5 F1 the other segments go on', async () => {
      const failing = stage('b', (): string[] => {
        throw new Error('b');
      });
      const later = stage('c', () => throwError(() => 'late'));

      expect((await all(pipeline(add('a'), fork(failing, later, add('d')))(['r']))).map(named)).toEqual(['b:!Error', 'c:!late', 'd:rad']);
    });

    it.each<[string, () => unknown, unknown]>([
      [
        'throws',
        () => {
          throw 'no'; // prettier-ignore
        },
        'no',
      ],
      [
        'throws undefined',
        () => {
          throw undefined; // prettier-ignore
        },
        undefined,
      ],
      ['returns a promise', () => Promise.resolve(true), expect.any(TypeError)],
    ])('F1 a test that %s rejects one branch, at its first stage, without an attempt', async (_, test, reason) => {
      const routed = pipeline(add('a'), fork(when(test as () => boolean, pipeline(fork(add('b'), add('c')), add('d'))), add('e')));

      expect(await all(routed(['r']))).toMatchObject([
        { status: 'rejected', reason, stage: 'b', inputs: ['r', 'ra'], path: [0, 0], attempts: 0 },
        { status: 'fulfilled', stage: 'e', value: 'rae' },
      ]);
    });

    it('R5 F1 a test that throws for a root, before a join too', async () => {
      const test = (): boolean => {
        throw 'no';
      };

      expect(await all(when(test, join('whole', add('a')))(['r']))).toEqual([
        { status: 'rejected', reason: 'no', stage: 'whole', inputs: ['r'], path: [0], attempts: 0 },
      ]);
    });

    it('R5 F1 a test that throws for a value whose `key` a recursive stage has seen', async () => {
      let calls = 0;
      const test = (): boolean => {
        if (++calls === 2) throw 'no';
        return true;
      };
      const recursive = stage('a', (id: string) => [`${id}a`], { key: (id) => id, recurse: () => [] });

      expect((await all(when(test, recursive)(['r', 'r']))).map(word)).toEqual(['ra', '!no']);
    });

    it('R5 F1 the events of such a branch are `waiting` and `rejected`', async () => {
      const events: string[] = [];
      const test = (): boolean => {
        throw 'no';
      };
      const onEvent = branchEvents(({ type, stage: name, attempt }) => events.push(`${name} ${type} ${String(attempt)}`));
      await all(
        pipeline(
          when(
            test,
            stage('a', (id: string) => [id], { key: (id) => id, cache: new MapCache(), limit: [] }),
          ),
          { onEvent },
        )(['r']),
      );

      expect(events).toEqual(['a waiting 0', 'a rejected 0']);
    });
  });

  it('F5 F6 what no `when` lets through makes no branch and no outcome, and the run ends', async () => {
    const events: BranchEvent[] = [];
    const never = (): boolean => false;
    const run = pipeline(when(never, add('a')), { onEvent: branchEvents((event) => events.push(event)) });

    expect(await all(run(['r', 's']))).toEqual([]);
    expect(await all(gather(run)(['r', 's']))).toEqual([]);
    expect(events).toEqual([]);
  });

  describe('B1 to B3 bounds hold over the whole tree', () => {
    it('B1 the concurrency of the outermost pipeline over all segments', () => {
      testStages(({ scripted, expectActive, expectOutcomes }) => {
        const [a, b] = [stage('a', scripted({ '*': '--(x|)' })), stage('b', scripted({ '*': '--(x|)' }))];
        const run = pipeline(fork(a, b), { concurrency: 3 });

        expectActive([a, b]).toBe('3---0');
        expectOutcomes(run(['q', 'r', 's'])).toBe(['--(xxx)', '----(xxx|)']);
      });
    });
  });

  it('B3 a stage starts nothing while `highWaterMark` branches wait before any stage that follows', () => {
    const started: number[] = [];
    const lists = stage('head', (n: number) => {
      started.push(n);
      return [n];
    });
    const free = stage('free', (n: number) => [n]);
    const full = stage('full', () => NEVER, { concurrency: 1 });
    pipeline(lists, fork(free, full), { highWaterMark: 2 })(range(0, 9).pipe()).subscribe();

    // One is in flight, two wait.
    expect(started).toEqual([0, 1, 2]);
  });

  it.each([1, 2, 3])('R3 B3 a source is pulled while fewer than %i wait before each of its first stages', (highWaterMark) => {
    let pulled = 0;
    const roots = (function* () {
      for (; ; pulled++) yield pulled;
    })();
    const full = stage('full', () => NEVER, { concurrency: 1 });
    const free = stage('free', (n: number) => [n]);
    pipeline(fork(free, full), { highWaterMark })(roots).subscribe().unsubscribe();

    expect(pulled).toBe(highWaterMark);
  });

  it.each([
    [16, 3],
    [2, 2],
  ])('R12 B3 a join counts as waiting until it is settled; with a concurrency of %i inside, %i roots are pulled', (concurrency, count) => {
    let pulled = 0;
    const roots = (function* () {
      for (;;) yield pulled++;
    })();
    pipeline(
      join(
        'whole',
        stage('never', () => NEVER, { concurrency }),
      ),
      { highWaterMark: 3 },
    )(roots)
      .subscribe()
      .unsubscribe();

    expect(pulled).toBe(count);
  });

  it.each(['completion', 'source'] as const)('B3 no deadlock at highWaterMark 1 with one slot, in %s order', (order) => {
    const list = <N extends string>(name: N) => listStage(name, (id: string) => [[`${id}${name}0`, `${id}${name}1`]]);
    const segment = pipeline(
      list('a'),
      fork(pipeline(list('b'), list('c')), list('d'), join('j', fork(list('e'), pipeline(list('f'), list('g'))))),
      stage('last', (value: unknown) => timer(1).pipe(() => of(typeof value))),
      { highWaterMark: 1, concurrency: 1, order },
    );
    const seen: string[] = [];
    segment(['r', 's']).subscribe({ next: (outcome) => seen.push(outcome.stage), complete: () => seen.push('|') });

    // Of each root 2 values of a: each makes 4 of c, 2 of d, and 1 of j.
    expect(seen).toHaveLength(2 * 2 * (4 + 2 + 1) + 1);
    expect(seen.at(-1)).toBe('|');
  });

  describe('recurse, nextPage, key and cache stay within their stage', () => {
    it('R6 every value goes on to each segment, those that are fed back too', async () => {
      const crawl = stage('crawl', (id: string) => [id], { recurse: (id) => (id.length < 3 ? [`${id}x`] : []) });

      expect((await all(pipeline(crawl, fork(add('a'), add('b')))(['r']))).map(named).sort()).toEqual([
        'a:ra',
        'a:rxa',
        'a:rxxa',
        'b:rb',
        'b:rxb',
        'b:rxxb',
      ]);
    });

    it('R6 every page goes on to each segment', async () => {
      const pages = stage('pages', (n: number) => [n], { nextPage: (n) => (n < 2 ? n + 1 : undefined) });
      const twice = stage('twice', (n: number) => [2 * n]);
      const outcomes = await all(
        pipeline(
          pages,
          fork(
            twice,
            join(
              'whole',
              stage('once', (n: number) => [n]),
            ),
          ),
          { order: 'source' },
        )([0]),
      );

      expect(outcomes.map(({ stage: name, path }) => `${name} ${path.join('.')}`)).toEqual(
        [0, 1, 2].flatMap((n) => [`twice 0.${String(n)}`, `whole 0.${String(n)}`]),
      );
    });

    it('R6 branches with equal keys share an attempt, whichever segment they come from', async () => {
      let calls = 0;
      const shared = stage('shared', (id: string) => timer(1).pipe(() => of(`${id}${String(++calls)}`)), { key: () => 'k', cache: new MapCache() });

      expect((await all(pipeline(fork(add('a'), add('b')), shared)(['r']))).map(named)).toEqual(['shared:ra1', 'shared:ra1']);
    });
  });

  it('R3 R14 gather with a fork at the head and values', async () => {
    const run = pipeline(
      fork(
        when((id: string) => id !== 's', add('a')),
        stage('b', () => throwError(() => 'E'), { deliver: true }),
      ),
      add('c'),
    );
    const gathered = await all(gather(run)(['r', 's']));

    expect(gathered.map(({ input, values, rejected }) => [input, values, rejected.map(named)])).toEqual([
      ['r', { b: [], c: ['rac'] }, ['b:!E']],
      ['s', { b: [], c: [] }, ['b:!E']],
    ]);
  });

  it('R15 `waiting` once for a branch, `emitted` once for a value however many follow', async () => {
    const events: string[] = [];
    const onEvent = branchEvents(({ type, stage: name }) => events.push(`${name} ${type}`));
    await all(pipeline(add('a'), fork(add('b'), join('j', add('c'))), { onEvent })(['r']));

    const count = (event: string): number => events.filter((each) => each === event).length;
    expect(['a', 'b', 'c', 'j'].map((name) => ['waiting', 'emitted', 'completed'].map((type) => count(`${name} ${type}`)))).toEqual(
      Array.from({ length: 4 }, () => [1, 1, 1]),
    );
    expect(events.filter((event) => event.startsWith('j'))).toEqual(['j waiting', 'j emitted', 'j completed']);
  });

  it('T2 each segment runs in the async context of its root, tests and joins too', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: string[] = [];
    const note = (what: string): void => void seen.push(`${what} ${String(storage.getStore())}`);
    const source = new Subject<number>();
    const answer = new Subject<number>();
    const test = (): boolean => {
      note('test');
      return true;
    };
    const first = stage('first', (n: number) => answer.pipe(() => (n === 0 ? answer : of(n))));
    const run = pipeline(first, fork(when(test, stage('a', () => { note('a'); return [1]; })), join('j', stage('b', () => { note('b'); return [1]; })))); // prettier-ignore
    run(source).subscribe(({ stage: name }) => {
      note(`outcome ${name}`);
    });

    storage.run('one', () => {
      source.next(0);
    });
    storage.run('two', () => {
      source.next(1);
    });
    storage.run('three', () => {
      answer.next(0);
    });
    await Promise.resolve();

    expect(new Set(seen.slice(0, 5))).toEqual(new Set(['test two', 'a two', 'outcome a two', 'b two', 'outcome j two']));
    expect(new Set(seen.slice(5))).toEqual(new Set(['test one', 'a one', 'outcome a one', 'b one', 'outcome j one']));
  });

  it('the testing kit: `marbleOf` shows what each segment does', () => {
    const events: BranchEvent[] = [];
    testStages(({ cold, scripted, expectOutcomes, expectActive }) => {
      const posts = stage('posts', scripted({ a: '-(p|)' }));
      const albums = stage('albums', scripted({ a: '---(q|)' }));

      expectActive(posts).toBe('0-10');
      expectActive(albums).toBe('0-1--0');
      expectOutcomes(cold('--(a|)').pipe(pipeline(fork(posts, albums), { onEvent: branchEvents((event) => events.push(event)) }))).toBe('---p-(q|)');
    });

    expect(marbleOf(events)).toMatch(/posts[\s\S]*albums/);
  });
});
