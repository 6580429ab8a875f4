import { concat, from, map, Observable, of, Subject, throwError, timer, VirtualTimeScheduler, type ObservableInput } from 'rxjs';
import { concurrencyLimit, gather, memoryCache, pipeline, stage, type Outcome } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { all, iterate } from '../support/consume';
import { word } from '../support/marbles';

/* Policies that could wait for one another: none does, and every run ends. */

const at = ({ path }: { readonly path: readonly number[] }): string => path.join('.');

/** Runs to the end of time. @returns what was delivered, and `|` for the end */
function run(results: Observable<Outcome>, clock: VirtualTimeScheduler, show = word): string[] {
  const seen: string[] = [];
  results.subscribe({ next: (outcome) => seen.push(show(outcome)), complete: () => seen.push('|') });
  clock.flush();
  return seen;
}

describe('recursion', () => {
  it.each<[string, (n: number) => ObservableInput<number> & object, number | undefined, number]>([
    ['at once', (n) => [n], 1, 2],
    ['at once', (n) => of(n), 4, 40],
    ['at once', (n) => [n], undefined, 70],
    ['later', (n) => Promise.resolve(n), undefined, 70],
  ])('B3 never waits for its own queue, when projects answer %s', async (_, answer, highWaterMark, depth) => {
    const walk = stage('walk', answer, { recurse: (n) => (n < depth ? [n + 1, depth + 1] : []) });

    expect(await all(pipeline(walk, { highWaterMark })([0]))).toHaveLength(1 + 2 * depth);
  });

  describe('F6 a branch that fails has what it gave before fed back', () => {
    const bad = throwError(() => 'bad');
    const project = (n: number) => (n === 1 ? concat(of(1), bad) : of(n));
    const walk = stage('walk', project, { recurse: (n) => (n === 1 ? [2, 3] : []) });
    const clock = new VirtualTimeScheduler();

    it('F6 in completion order', () => {
      expect(run(pipeline(walk)([1]), clock)).toEqual(['1', '2', '!bad', '3', '|']);
    });

    it('F6 in source order', () => {
      expect(run(pipeline(walk, { order: 'source' })([1]), clock).sort()).toEqual(['!bad', '1', '2', '3', '|']);
    });

    it('F6 while its limit pauses', () => {
      const limit = concurrencyLimit(1);
      testStages(({ expectOutcomes }) => {
        const paused = walk.with({
          limit,
          project: (n) => {
            if (n === 1) limit.pauseFor(9);
            return project(n);
          },
        });

        expectOutcomes(paused([1])).toBe('1--------(2X3|)', { 1: 1, 2: 2, 3: 3, X: 'bad' });
      });

      expect([limit.active, limit.waiting]).toEqual([0, 0]);
    });

    it('B5 for a consumer that iterates', async () => {
      const seen: string[] = [];

      await iterate(pipeline(walk, { highWaterMark: 1 })([1]), (outcome) => seen.push(word(outcome)));

      expect(seen).toEqual(['1', '2', '!bad', '3']);
    });

    it('F6 for gather', () => {
      const trees: unknown[] = [];

      gather(pipeline(walk))([1]).subscribe(({ fulfilled, rejected }) => trees.push([fulfilled.map(word), rejected.map(word)]));

      expect(trees).toEqual([[['1', '2', '3'], ['!bad']]]);
    });
  });

  it.each(['completion', 'source'] as const)('B3 pulls what recurse gives as there is room for it, in %s order', (order) => {
    const values = { 0: 0, 1: 1 };
    let pulled = 0;
    testStages(({ scripted, expectOutcomes, expectStarts }) => {
      const walk = stage('walk', scripted<number, number>({ 0: '-----(0|)', 1: '-----(1|)' }, values), {
        recurse: function* (n) {
          if (n === 0) for (; pulled < 1_000; pulled++) yield 1;
        },
      });

      expectOutcomes(pipeline(walk, { order, concurrency: 2, highWaterMark: 3 })([0]), '------------!').toBe('-----0----(11)', values);
      expectStarts(walk).toBe('0----(11)-(11)', values);
    });

    // Five have started.
    expect(pulled).toBeLessThanOrEqual(5 + 3);
  });
});

describe('source order', () => {
  it('O4 goes on when the lowest branch follows a higher one, and one in between waits', () => {
    testStages(({ cold, scripted, expectOutcomes, expectStarts }) => {
      const one = stage('one', scripted({ p: '----(a|)', q: '---(b|)', r: '--(c|)', s: '-(d|)' }));
      const two = stage('two', scripted<string, string>({ b: '-(b|)', c: '-(c|)', d: '----------(d|)' }), {
        key: (id) => (id === 'a' ? 'c' : id),
        concurrency: 1,
      });

      expectOutcomes(cold('(pqrs|)').pipe(pipeline(one, two, { order: 'source', highWaterMark: 1 }))).withInputs.toBe('------------a(bcd|)', {
        a: { value: 'c', inputs: ['p', 'a'] },
        b: { value: 'b', inputs: ['q', 'b'] },
        c: { value: 'c', inputs: ['r', 'c'] },
        d: { value: 'd', inputs: ['s', 'd'] },
      });
      // a follows c
      expectStarts(two).toBe('-d---------cb');
    });
  });

  const shapes = [1, 2, 3].flatMap((highWaterMark) =>
    [1, 2, 3].flatMap((concurrency) =>
      [1, 2, 3].flatMap((width) => ['at once', 'later'].map((when) => ({ highWaterMark, concurrency, width, when }))),
    ),
  );

  it.each(shapes)(
    'O4 B3 walks a whole tree by its paths, with $highWaterMark, $concurrency, $width, $when',
    ({ highWaterMark, concurrency, width, when }) => {
      const clock = new VirtualTimeScheduler();
      const walk = stage(
        'walk',
        (n: number, { path }) => (when === 'later' ? timer((at({ path }).length * 7) % 5, clock).pipe(map(() => n)) : of(n)),
        {
          recurse: (n) => (n < 3 ? Array.from({ length: width }, () => n + 1) : []),
        },
      );
      const tree = (path: string, depth: number): string[] => [
        path,
        ...(depth < 3 ? Array.from({ length: width }, (_, index) => tree(`${path}.${String(index)}`, depth + 1)).flat() : []),
      ];

      const seen = run(pipeline(walk, { order: 'source', highWaterMark, concurrency, scheduler: clock })([0, 0]), clock, at);

      expect(seen).toEqual([...tree('0', 0), ...tree('1', 0), '|']);
    },
  );

  it.each([0, 5])('O4 does not depend on when a branch emits what comes after its children: %i ms later', (ms) => {
    const clock = new VirtualTimeScheduler();
    const second = ms === 0 ? of(2) : timer(ms, clock).pipe(map(() => 2));
    const walk = stage('walk', (n: number) => (n === 0 ? concat(of(1), second) : of(n)), {
      recurse: (n) => (n === 1 ? [10, 20] : []),
      deliver: true,
      concurrency: 4,
    });
    const last = stage('last', (n: number) => of(-n));

    expect(run(pipeline(walk, last, { order: 'source', scheduler: clock })([0]), clock)).toEqual([
      '1',
      '2',
      '-1',
      '10',
      '-10',
      '-2',
      '20',
      '-20',
      '|',
    ]);
  });
});

describe('sharing', () => {
  it('S1 B5 a branch that waits in a run whose consumer has stopped asking leads nobody in another run', async () => {
    const fetch = stage('fetch', (n: number) => Promise.resolve(n), { cache: memoryCache(), key: String });
    const stalled = pipeline(fetch, { highWaterMark: 1, concurrency: 2 })(from([1, 2, 3, 4, 5]))[Symbol.asyncIterator]();
    await stalled.next();

    expect((await all(pipeline(fetch)([5]))).map(word)).toEqual(['5']);
    await stalled.return?.();
  });
});

describe('cost', () => {
  it.each(['drop-oldest', 'drop-newest'] as const)('B4 of a root that overflows does not depend on how many wait: %s', (overflow) => {
    /** How long it takes to push 1,000 roots too many, in ms: at best, for the machine may have other work. */
    const time = (maxWaiting: number): number => {
      const roots = new Subject<number>();
      const stuck = stage('stuck', () => new Observable(), { retry: 1, concurrency: 1 });
      const running = roots.pipe(pipeline(stuck, { maxWaiting, overflow })).subscribe();
      for (let n = 0; n <= maxWaiting; n++) roots.next(n);
      const times = Array.from({ length: 5 }, () => {
        const begun = performance.now();
        for (let n = 0; n < 1_000; n++) roots.next(n);
        return performance.now() - begun;
      });
      running.unsubscribe();
      return Math.min(...times);
    };
    time(100);

    expect(time(8_000) / time(250)).toBeLessThan(10);
  });
});
