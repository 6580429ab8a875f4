import { concat, delay, NEVER, of, Subject, throwError, type Observable, type Subscription } from 'rxjs';
import { concurrencyLimit, gather, listStage, pipeline, rateLimit, stage, type Answer, type Outcome, type StageContext } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { branchEvents } from '../support/branch-events';
import { all } from '../support/consume';
import { MapCache } from '../support/map-cache';
import { word } from '../support/marbles';
import { turn } from '../support/unhandled';
import { watchRuns, type RunView } from '../../src/engine/create-run';

/** Each letter leads to those named here. */
const LINKS: Record<string, string[]> = { a: ['b', 'c'], b: ['d', 'a'], c: ['d', 'c'], d: ['a'] };

describe('recursion', () => {
  it('O2 feeds values back into the stage: each is delivered when it comes, and its children start in the same turn', () => {
    testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
      const project = scripted({ '*': '--x|' });
      const crawl = stage('crawl', project, { recurse: (_, { path }) => (path.length < 3 ? ['next'] : []) });

      expectOutcomes(cold('(r|)').pipe(crawl)).toBe('--x-x-x|');
      expectSubscriptions(project.subscriptions()).toBe(['^--!', '--^--!', '----^--!']);
    });
  });

  it('C1 leaves nothing that waits when it is cancelled while a branch feeds back its inputs', () => {
    const crawl = stage('crawl', (n: number) => (n === 0 ? of(0) : NEVER), { recurse: () => [1, 2, 3, 4], concurrency: 1 });
    let running: Subscription | undefined;
    const run = watched(() => {
      running = pipeline(crawl)([0]).subscribe();
    });
    expect(run.stages).toMatchObject([{ open: 1, waiting: 0 }]);

    running?.unsubscribe();

    expect(run.stages).toMatchObject([{ open: 0, waiting: 0 }]);
  });

  it('O1 delivers a value although none of its children has a slot', () => {
    testStages(({ cold, scripted, expectOutcomes, expectStarts }) => {
      const crawl = stage('crawl', scripted({ r: '-x--|', x: '-y--|' }), { recurse: (value) => (value === 'x' ? ['x'] : []), concurrency: 1 });

      expectOutcomes(cold('(r|)').pipe(crawl)).toBe('-x---y--|');
      expectStarts(crawl).toBe('                     r---x');
    });
  });

  it('F6 a walk over a graph with cycles ends, each key visited once', () => {
    const visited: string[] = [];
    let completed = false;
    const crawl = stage(
      'crawl',
      (id: string) => {
        visited.push(id);
        return of(...(LINKS[id] ?? []));
      },
      { key: (id) => id, recurse: (id) => [id] },
    );

    crawl(['a']).subscribe({ complete: () => (completed = true) });

    expect([...visited].sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(completed).toBe(true);
  });

  it('F6 what was seen makes no branch and no event; its index in the path is used up', () => {
    const events: unknown[] = [];
    const crawl = stage('crawl', (id: string) => of(id), { key: (id) => id, recurse: (id) => (id === 'a' ? ['a', 'b', 'b', 'c'] : []) });

    pipeline(crawl, { onEvent: branchEvents(({ type, path }) => type === 'waiting' && events.push(path)) })(['a', 'a', 'c']).subscribe();

    expect(events).toEqual([[0], [0, 1], [0, 3]]);
  });

  it('O2 tells recurse of the attempt, if there is one: a cached value has none', () => {
    const cache = new MapCache();
    cache.set('walk', 'cached', ['x']);
    const seen: unknown[] = [];
    const recurse = (value: string, { attempt, signal, path }: StageContext<unknown[]>): string[] => {
      seen.push([value, path, attempt, signal.aborted]);
      return [];
    };
    const walk = stage('walk', (id: string) => of(id), { key: String, cache, recurse });

    walk(['cached', 'other']).subscribe();

    expect(seen).toEqual([
      ['x', [0], 0, false],
      ['other', [1], 1, false],
    ]);
  });

  it('F6 goes down no more than maxDepth levels', () => {
    const paths = (maxDepth: number): number[] => {
      const depths: number[] = [];
      stage('crawl', (n: number) => of(n), { recurse: (n) => [n], maxDepth })([1]).subscribe(({ path }) => depths.push(path.length));
      return depths;
    };

    expect(paths(0)).toEqual([1]);
    expect(paths(3)).toEqual([1, 2, 3, 4]);
  });

  it.each<[string, object]>([
    ['alone', {}],
    ['with retries', { retry: 1 }],
    ['with a key', { key: String }],
  ])('O3 goes down first: the longest path, then the oldest, %s', (_, more) => {
    testStages(({ expectOutcomes, expectStarts }) => {
      const tree: Record<string, string[]> = { a: ['b', 'e'], b: ['c', 'd'], e: ['f', 'g'], h: ['i', 'l'], i: ['j', 'k'], l: ['m', 'n'] };
      const crawl = stage('crawl', (id: string) => of(id).pipe(delay(1)), { recurse: (id) => tree[id] ?? [], concurrency: 1, ...more });

      expectStarts(crawl).toBe('              abcdefghijklmn');
      expectOutcomes(crawl(['a', 'h'])).toBe('-abcdefghijklm(n|)');
    });
  });

  it('O3 goes down first although roots wait that a source has pushed, be they as many as highWaterMark or more', () => {
    testStages(({ expectOutcomes, expectStarts }) => {
      const tree: Record<string, string[]> = { a: ['b', 'e'], b: ['c', 'd'], e: ['f', 'g'], h: ['i', 'l'] };
      const crawl = stage('crawl', (id: string) => of(id).pipe(delay(1)), { recurse: (id) => tree[id] ?? [], concurrency: 1 });

      expectStarts(crawl).toBe('                                                                           abcdefghilxyz');
      expectOutcomes(of('a', 'h', 'x', 'y', 'z').pipe(pipeline(crawl, { highWaterMark: 2 }))).toBe('-abcdefghilxy(z|)');
    });
  });

  it('O3 goes down first although branches of the stage before wait', () => {
    testStages(({ scripted, expectOutcomes, expectStarts }) => {
      const tree: Record<string, string[]> = { a: ['b', 'e'], b: ['c', 'd'], e: ['f', 'g'] };
      const search = stage('search', scripted<string, string>({ q: '(ahi)|' }));
      const crawl = stage('crawl', (id: string) => of(id).pipe(delay(1)), { recurse: (id) => tree[id] ?? [], concurrency: 1 });

      expectStarts(crawl).toBe('                             abcdefghi');
      expectOutcomes(pipeline(search, crawl)(['q'])).toBe('-abcdefgh(i|)');
    });
  });

  it('B3 feeds back no more than highWaterMark of those whom a limit of their own holds up', () => {
    testStages(({ cold, expectOutcomes, expectActive, expectWaiting }) => {
      let pulled = 0;
      const blocked = concurrencyLimit(1);
      const crawl = stage('crawl', (id: string) => (id === 'a' ? of('a') : NEVER), {
        recurse: function* () {
          while (pulled < 100) yield `b${String(pulled++)}`;
        },
        limit: (id) => (id === 'a' ? concurrencyLimit(1) : blocked),
      });

      expectOutcomes(cold('(ac)').pipe(pipeline(crawl, { highWaterMark: 4 }))).toBe('a');
      expectActive(blocked).toBe('1');
      expectWaiting(crawl).toStayWithin(5);
    });
  });

  it('O2 says where it came from: path and inputs grow', () => {
    const seen: Outcome[] = [];
    const contexts: unknown[] = [];
    const crawl = stage(
      'crawl',
      (n: number, { inputs, path, index }) => {
        contexts.push([inputs, path, index]);
        return n < 3 ? of(n) : throwError(() => 'deep');
      },
      { recurse: (n, { inputs }) => [inputs.length, n + 2] },
    );

    crawl([2]).subscribe((outcome) => seen.push(outcome));

    expect(seen.slice(0, 2)).toMatchObject([
      { value: 2, inputs: [2], path: [0] },
      { value: 1, inputs: [2, 1], path: [0, 0] },
    ]);
    expect(contexts.slice(0, 3)).toEqual([
      [[2], [0], 0],
      [[2, 1], [0, 0], 0],
      [[2, 1, 2], [0, 0, 0], 0],
    ]);
    expect(seen.find(({ status }) => status === 'rejected')).toMatchObject({ stage: 'crawl', reason: 'deep' });
  }, 1000);

  describe('B3 what recurse gives is pulled one by one, when the stage could start it', () => {
    it('B3 by the slots that are free', () => {
      const numbers = new Numbers(100);
      const crawl = stage('crawl', (n: number) => (n < 0 ? of(n) : NEVER), { recurse: () => numbers, concurrency: 3 });

      const running = crawl([-1]).subscribe();

      expect(numbers.pulled).toBe(3);
      expect(numbers.returned).toBe(0);
      running.unsubscribe();
      expect(numbers.returned).toBe(1);
    });

    it('B3 by the limits', () => {
      const numbers = new Numbers(100);
      const limit = concurrencyLimit(2);
      const crawl = stage('crawl', (n: number) => (n < 0 ? of(n) : NEVER), { recurse: () => numbers, limit });

      crawl([-1]).subscribe().unsubscribe();

      expect(numbers.pulled).toBe(2);
    });

    it('B3 by what waits before the next stage', () => {
      const numbers = new Numbers(100);
      const crawl = stage('crawl', (n: number) => of(n), { recurse: (n) => (n < 0 ? numbers : []) });
      const stuck = stage('stuck', () => NEVER, { concurrency: 1 });

      pipeline(crawl, stuck, { highWaterMark: 3 })([-1]).subscribe().unsubscribe();

      // The root and four more: one works, three wait; the first one was the root's own.
      expect(numbers.pulled).toBe(3);
    });

    it('B5 by a consumer of `for await`', async () => {
      const numbers = new Numbers(100);
      const crawl = stage('crawl', (n: number) => of(n), { recurse: (n) => (n < 0 ? numbers : []) });
      const results = pipeline(crawl, { highWaterMark: 3 })([-1])[Symbol.asyncIterator]();

      await results.next();

      expect(numbers.pulled).toBe(3);
      await results.return?.();
      expect(numbers.returned).toBe(1);
    });

    it('B3 before the source', () => {
      const log: string[] = [];
      const roots = (function* () {
        for (const root of ['a', 'b']) {
          log.push(root);
          yield root;
        }
      })();

      stage('crawl', (id: string) => of(id), {
        recurse: (id) =>
          (function* () {
            if (id.length > 1) return;
            for (const n of [1, 2]) {
              log.push(`${id}${String(n)}`);
              yield `${id}${String(n)}`;
            }
          })(),
        concurrency: 1,
      })(roots).subscribe();

      expect(log).toEqual(['a', 'a1', 'a2', 'b', 'b1', 'b2']);
    });

    it.each([1, 2, 64])('B3 a stage never waits for its own queue: a walk deeper than highWaterMark %i ends', (highWaterMark) => {
      let delivered = 0;
      let completed = false;
      const crawl = stage('crawl', (n: number) => of(n), { recurse: (n) => (n < 100 ? [n + 1, 100] : []), concurrency: 1 });

      pipeline(crawl, { highWaterMark })([0]).subscribe({ next: () => delivered++, complete: () => (completed = true) });

      expect({ delivered, completed }).toEqual({ delivered: 201, completed: true });
    });
  });

  describe('F1 what recurse throws rejects the branch, and it alone', () => {
    const reason = new Error('recurse');

    it.each<[string, () => Iterable<string> & object, unknown]>([
      [
        'recurse throws',
        () => {
          throw reason;
        },
        reason,
      ],
      [
        'its iterator method throws',
        () => ({
          [Symbol.iterator]: () => {
            throw reason;
          },
        }),
        reason,
      ],
      ['it gives what is not iterable', () => 5 as never, expect.any(TypeError)],
      ['it gives a string', () => 'ab' as never, expect.any(TypeError)],
    ])('F1 if %s', (_, recurse, thrown) => {
      const seen: Outcome[] = [];
      let completed = false;
      const crawl = stage('crawl', (id: string) => of(id), { recurse: (id) => (id === 'bad' ? recurse() : []) });

      crawl(['good', 'bad', 'fine']).subscribe({ next: (outcome) => seen.push(outcome), complete: () => (completed = true) });

      expect(seen).toMatchObject([{ value: 'good' }, { value: 'bad' }, { status: 'rejected', reason: thrown, path: [1] }, { value: 'fine' }]);
      expect(completed).toBe(true);
    });

    it('F1 each branch whose key throws is rejected: no two of them are the same', () => {
      const seen: string[] = [];
      const key = (): string => {
        throw reason;
      };

      stage('crawl', (id: string) => of(id), { key, recurse: () => [] })(['a', 'b']).subscribe((outcome) => seen.push(word(outcome)));

      expect(seen).toEqual(['!Error', '!Error']);
    });

    it('F1 if its iterator throws, after what it gave', () => {
      const seen: string[] = [];
      const crawl = stage('crawl', (id: string) => of(id), {
        recurse: (id) =>
          (function* () {
            if (id !== 'a') return;
            yield 'b';
            throw reason;
          })(),
      });

      crawl(['a', 'c']).subscribe((outcome) => seen.push(word(outcome)));

      expect(seen).toEqual(['a', 'b', '!Error', 'c']);
    });

    describe('F1 F6 B3 if its list throws while `cache.set` is pending', () => {
      /** The value 1 leads to a list that throws, the value 2 to the inputs 5 and 6. */
      function* broken(): Generator<number> {
        throw reason;
      }
      const recurse = (value: number): Iterable<number> & object => (value === 1 ? broken() : value === 2 ? [5, 6] : []);

      it('F1 F6 B3 the branch is rejected once, when all of its inputs are fed back, and waits until its answer is stored', async () => {
        const cache = new PendingCache();
        const child = new Subject<number>();
        const log: string[] = [];
        const walk = stage('walk', (n: number) => (n === 0 ? of(1, 2) : n === 5 ? child : of(60)), { concurrency: 1, key: String, cache, recurse });
        let completions = 0;
        const run = watched(() => {
          pipeline(walk, { onEvent: branchEvents(({ type, path }) => log.push(`${type} ${path.join('.')}`)) })([0]).subscribe({
            complete: () => completions++,
          });
        });

        await turn();
        expect(run.stages).toMatchObject([{ open: 1, waiting: 1 }]);
        await cache.store();
        expect(run.stages).toMatchObject([{ open: 1, waiting: 0 }]);
        child.complete();
        await cache.store();

        expect(run.stages).toMatchObject([{ open: 0, waiting: 0 }]);
        expect(log.filter((line) => line.endsWith(' 0'))).toEqual(['waiting 0', 'started 0', 'emitted 0', 'emitted 0', 'settled 0', 'rejected 0']);
        expect(log.filter((line) => line.startsWith('completed'))).toEqual(['completed 0.0', 'completed 0.1']);
        expect(completions).toBe(1);
      });

      it('F1 S1 another run that follows gets the answer, which is cached', async () => {
        const cache = new PendingCache();
        const answer = new Subject<number>();
        const seen: string[][] = [[], []];
        [recurse, () => []].forEach((back, at) => {
          const walk = stage('walk', () => answer, { concurrency: 1, key: String, cache, recurse: back });
          walk([0]).subscribe({ next: (outcome) => seen[at]?.push(word(outcome)), complete: () => seen[at]?.push('|') });
        });

        answer.next(1);
        answer.next(3);
        answer.complete();
        await cache.store();

        expect(seen).toEqual([
          ['1', '3', '!Error', '|'],
          ['1', '3', '|'],
        ]);
        expect(cache.kept).toEqual(new Map([['walk 0', [1, 3]]]));
      });
    });

    it('F1 if recurse throws for a cached value, no later value of the answer is emitted', () => {
      const cache = new MapCache();
      cache.set('walk', 'a', [1, 2, 3]);
      const seen: string[] = [];
      const recurse = (value: number): string[] => {
        if (value === 2) throw reason;
        return value === 1 ? ['b'] : [];
      };
      const walk = stage('walk', (id: string) => of(id.length + 8), { key: String, cache, recurse });

      walk(['a']).subscribe((outcome) => seen.push(word(outcome)));

      expect(seen).toEqual(['1', '2', '!Error', '9']);
    });

    it('C3 stops the attempt that gave the value', () => {
      testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
        const project = scripted({ a: '-x--y' });
        const crawl = stage('crawl', project, {
          recurse: () => {
            throw reason;
          },
        });

        expectOutcomes(cold('(a|)').pipe(crawl)).toBe('       -(xE|)', { E: reason });
        expectSubscriptions(project.subscriptions('a')).toBe('^!');
      });
    });
  });

  describe('F6 what a branch has given is fed back although it fails then', () => {
    const inner = (id: string): Observable<string> =>
      id === 'a'
        ? concat(
            of('a'),
            throwError(() => 'no'),
          )
        : of(id);
    const recurse = (id: string): string[] => (id === 'a' ? ['b', 'c'] : []);

    it.each(['completion', 'source'] as const)('F6 in %s order: it is rejected when all of its inputs are fed back', (order) => {
      const seen: string[] = [];
      let completed = false;

      pipeline(stage('crawl', inner, { recurse, concurrency: 1 }), { order })(['a']).subscribe({
        next: (outcome) => seen.push(word(outcome)),
        complete: () => (completed = true),
      });

      expect([...seen].sort()).toEqual(['!no', 'a', 'b', 'c']);
      expect(completed).toBe(true);
    });

    it('F6 where a limit holds them up', () => {
      testStages(({ expectOutcomes }) => {
        const crawl = stage('crawl', inner, { recurse, limit: rateLimit({ max: 1, per: 4 }) });

        expectOutcomes(of('a').pipe(crawl)).toBe('a---b---(Ec|)', { E: 'no' });
      });
    });

    it('F6 where a consumer of `for await` holds them up', async () => {
      const seen: string[] = [];

      for await (const outcome of pipeline(stage('crawl', inner, { recurse }), { highWaterMark: 1 })(['a'])) seen.push(word(outcome));

      expect(seen.sort()).toEqual(['!no', 'a', 'b', 'c']);
    });
  });

  describe('O2 in a pipeline', () => {
    const down = (id: string): string[] => (id.length < 2 ? [`${id}0`, `${id}1`] : []);

    it('O2 as the first stage: every level leads on to the next stage', () => {
      const both = pipeline(
        stage('crawl', (id: string) => of(id), { recurse: down, concurrency: 1 }),
        stage('fetch', (id) => of(id.toUpperCase())),
      );

      expect(seenOf(both(['a', 'b']))).toEqual([
        ['A', [0, 0]],
        ['A0', [0, 0, 0]],
        ['A1', [0, 1, 0]],
        ['B', [1, 0]],
        ['B0', [1, 0, 0]],
        ['B1', [1, 1, 0]],
      ]);
    });

    it('O2 in the middle, with a list, delivered', () => {
      const three = pipeline(
        stage('first', (id: string) => of(id)),
        listStage('crawl', (id: string) => of([id]), { recurse: down, deliver: true, concurrency: 1 }),
        stage('last', (id) => of(id.toUpperCase())),
      );

      expect(seenOf(three(['a'])).map(([value]) => value)).toEqual(['a', 'A', 'a0', 'A0', 'a1', 'A1']);
    });

    it('O2 as the last stage', () => {
      const two = pipeline(
        listStage('list', (id: string) => of([id, id])),
        stage('crawl', (id: string) => of(id), { recurse: down, concurrency: 1 }),
      );

      expect(seenOf(two(['a']))).toEqual([
        ['a', [0, 0]],
        ['a0', [0, 0, 0]],
        ['a1', [0, 0, 1]],
        ['a', [0, 1]],
        ['a0', [0, 1, 0]],
        ['a1', [0, 1, 1]],
      ]);
    });

    it('F5 is gathered by its root, all levels together', async () => {
      const both = pipeline(
        stage('crawl', (id: string) => of(id), { recurse: down }),
        stage('fetch', (id) => (id === 'b1' ? throwError(() => 'no') : of(id))),
      );

      const trees = (await all(gather(both)(['a', 'b']))).map(({ input, fulfilled, rejected }) => [
        input,
        fulfilled.map(({ value }) => value).sort(),
        rejected.map(({ inputs }) => inputs),
      ]);

      expect(trees).toEqual([
        ['a', ['a', 'a0', 'a1'], []],
        ['b', ['b', 'b0'], [['b', 'b1', 'b1']]],
      ]);
    });
  });

  it('F6 tells of a branch as completed when all of its inputs are fed back', () => {
    const log: string[] = [];
    const onEvent = branchEvents(({ type, path, time }) => void log.push(`${String(time)} ${type} ${path.join('.')}`));
    testStages(({ cold, scripted, expectOutcomes }) => {
      const crawl = stage('crawl', scripted({ a: '-a|', b: '-|', c: '-|' }), { recurse: () => ['b', 'c'], concurrency: 1 });

      expectOutcomes(cold('(a|)').pipe(pipeline(crawl, { onEvent }))).toBe('-a--|');
    });

    expect(log).toEqual([
      '0 waiting 0',
      '0 started 0',
      '1 emitted 0',
      '2 settled 0',
      '2 waiting 0.0',
      '2 started 0.0',
      '3 settled 0.0',
      '3 completed 0.0',
      '3 waiting 0.1',
      '3 completed 0',
      '3 started 0.1',
      '4 settled 0.1',
      '4 completed 0.1',
    ]);
  });

  it('B4 a walk of 50,000 levels, all synchronous, ends', () => {
    let delivered = 0;
    stage('crawl', (n: number) => of(n), { recurse: (n) => (n < 50_000 ? [n + 1] : []), maxDepth: 2_000 })([0]).subscribe(() => delivered++);
    expect(delivered).toBe(2_001);
  });
});

function seenOf(results: Observable<Outcome>): [unknown, readonly number[]][] {
  const seen: [unknown, readonly number[]][] = [];
  results.subscribe((outcome) => seen.push([outcome.status === 'fulfilled' ? outcome.value : outcome.reason, outcome.path]));
  return seen;
}

/** Counts from 0, how many were taken, and how often it was told to stop. */
class Numbers implements Iterable<number> {
  pulled = 0;
  returned = 0;

  constructor(private readonly length: number) {}

  *[Symbol.iterator](): Generator<number> {
    try {
      for (let n = 0; n < this.length; n++) {
        this.pulled++;
        yield n;
      }
    } finally {
      this.returned++;
    }
  }
}

/** A cache that is pending until its spec says otherwise. */
class PendingCache extends MapCache {
  private pending: (() => void)[] = [];

  override set(stageName: string, key: string, values: Answer): PromiseLike<void> {
    void super.set(stageName, key, values);
    return new Promise((resolve) => {
      this.pending.push(resolve);
    });
  }

  /** Stores all answers, until no other one comes. */
  async store(): Promise<void> {
    do {
      for (const resolve of this.pending.splice(0)) resolve();
      await turn();
    } while (this.pending.length > 0);
  }
}

/** The only run that begins meanwhile. */
function watched(work: () => void): RunView {
  const runs: RunView[] = [];
  const before = watchRuns({ prepare: (plan) => plan, began: (run) => runs.push(run) });
  try {
    work();
  } finally {
    watchRuns(before);
  }
  return runs[0] as RunView;
}
