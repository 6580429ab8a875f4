import { concat, EMPTY, NEVER, of, range, Subject, timer, type ObservableInput } from 'rxjs';
import { concurrencyLimit, listStage, perKey, pipeline, stage } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { all } from '../support/consume';
import { Gauge } from '../support/gauge';
import { marbles } from '../support/marbles';

describe('bounds', () => {
  describe('B1 no more attempts work at once than a bound allows', () => {
    it('B1 holds the concurrency of a stage', () => {
      testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
        const project = scripted({ a: '-----x|', b: '-----y|', c: '-----z|' });
        const fetch = stage('fetch', project, { concurrency: 2 });

        expectOutcomes(cold('(abc|)').pipe(fetch)).toBe('         -----(xy)--z|');
        expectSubscriptions(project.subscriptions()).toBe(['^-----!', '^-----!', '------^-----!']);
      });
    });

    it('B1 holds the concurrency of the pipeline over all stages', () => {
      const gauge = new Gauge();
      const one = stage('one', (n: number) => gauge.watch(timer(n % 3)));
      const two = stage('two', () => gauge.watch(timer(2)));

      marbles(() => {
        range(0, 20)
          .pipe(pipeline(one, two, { concurrency: 3 }))
          .subscribe();
      });

      expect(gauge).toMatchObject({ most: 3, started: 40, active: 0 });
    });

    const gauge = new Gauge();
    const fetch = stage('fetch', (n: number) => gauge.watch(concat(NEVER, of(n))));

    it.each([
      ['a stage defaults to 16', fetch, 16],
      ['a stage of a pipeline defaults to 16', pipeline(fetch), 16],
      ['the concurrency of a pipeline raises no stage', pipeline(fetch, { concurrency: 50 }), 16],
      ['the limit of a pipeline raises no stage', pipeline(fetch, { limit: concurrencyLimit(50) }), 16],
      ['an empty list of limits bounds nothing: 16 it is', fetch.with({ limit: [] }), 16],
      ['a concurrency of 50 is 50', fetch.with({ concurrency: 50 }), 50],
      ['so it is in a pipeline', pipeline(fetch.with({ concurrency: 50 })), 50],
      ['a limit of 50 is 50', fetch.with({ limit: concurrencyLimit(50) }), 50],
      ['so it is in a pipeline', pipeline(fetch.with({ limit: concurrencyLimit(50) })), 50],
      ['so it is in source order', pipeline(fetch.with({ limit: concurrencyLimit(50) }), { order: 'source' }), 50],
      ['so it is for each group', fetch.with({ limit: perKey(() => concurrencyLimit(50)).by((n) => n % 4) }), 200],
      ['of a limit and a concurrency both hold', fetch.with({ concurrency: 40, limit: concurrencyLimit(50) }), 40],
      ['of a limit and a concurrency both hold', fetch.with({ concurrency: 50, limit: concurrencyLimit(40) }), 40],
      ['a limit that is taken away leaves 16', fetch.with({ limit: concurrencyLimit(50) }).with({ limit: undefined }), 16],
      ['Infinity is no bound', fetch.with({ concurrency: Infinity }), 1000],
      ['the concurrency of a pipeline bounds a stage', pipeline(fetch.with({ concurrency: Infinity }), { concurrency: 60 }), 60],
    ])('B1 %s', (_, bounded, most) => {
      const running = range(0, 1000).pipe(bounded).subscribe();

      expect(gauge.active).toBe(most);
      running.unsubscribe();
      expect(gauge.active).toBe(0);
    });

    it('B1 a pipeline has no bound of its own: each of two stages has its 16', () => {
      const one = stage('one', (n: number) => concat(of(n), gauge.watch(NEVER)));

      const running = range(0, 1000).pipe(pipeline(one, fetch)).subscribe();

      expect(gauge.active).toBe(32);
      running.unsubscribe();
    });

    it('B1 holds a bound of 100 however often Observables end, which `mergeMap` expands 16 at a time', () => {
      const width = new Gauge();
      let delivered = 0;

      marbles(() => {
        range(0, 10_000)
          .pipe(stage('wide', (n: number) => width.watch(timer(1 + (n % 7))), { concurrency: 100 }))
          .subscribe(() => delivered++);
      });

      expect(width).toMatchObject({ most: 100, started: 10_000, active: 0 });
      expect(delivered).toBe(10_000);
    });
  });

  describe('B2 a slot is held only while an attempt works', () => {
    it('B2 gives the slot back when a promise has answered, while its children run', async () => {
      const started: string[] = [];
      const one = stage('one', async (n: number) => {
        started.push(`one ${String(n)}`);
        return Promise.resolve(n);
      });
      const two = stage('two', (n: number) => {
        started.push(`two ${String(n)}`);
        return NEVER;
      });
      range(0, 3)
        .pipe(pipeline(one.with({ concurrency: 1 }), two))
        .subscribe();

      await settled();

      expect(started).toEqual(['one 0', 'two 0', 'one 1', 'two 1', 'one 2', 'two 2']);
    });

    it('B2 counts an iterator between two pulls as open, but leaves its slot in the pipeline to others', () => {
      testStages(({ cold, scripted, expectOutcomes, expectStarts }) => {
        const inputs = { a: 'uvw', b: 'xyz' };
        const one = stage(
          'one',
          function* (letters: string) {
            yield* letters;
          },
          { concurrency: 1 },
        );
        const two = stage('two', scripted({ '*': '--(o|)' }), { concurrency: 1 });

        // The generator of a is suspended until 6, so b does not start; its slot serves `two`.
        expectStarts(one).toBe('a-----b', inputs);
        expectStarts(two).toBe('u-v-w-x-y-z');
        expectOutcomes(cold('(ab|)', inputs).pipe(pipeline(one, two, { concurrency: 1, highWaterMark: 1 }))).toBe('--o-o-o-o-o-(o|)');
      });
    });

    it('B2 resumes suspended iterators in turn, none starved', async () => {
      const emitted: string[] = [];
      const endless = stage('endless', async function* (id: string) {
        for (let n = 0; ; n++) yield await Promise.resolve(`${id}${String(n)}`);
      });
      const slow = stage('slow', async (id: string) => settled().then(() => id), { concurrency: 1 });
      const results = pipeline(endless, slow, {
        highWaterMark: 1,
        onEvent: (event) => {
          if (event.type === 'emitted' && event.stage === 'endless') emitted.push(String(event.value).charAt(0));
        },
      })(['a', 'b', 'c'])[Symbol.asyncIterator]();

      for (let n = 0; n < 30; n++) await results.next();
      await results.return?.();

      for (const id of ['a', 'b', 'c']) expect(emitted.filter((other) => other === id).length).toBeGreaterThan(8);
    });
  });

  describe('B3 what waits is bounded', () => {
    it.each([1, 3])('B3 pulls a list only while fewer than %i branches wait before the next stage', (highWaterMark) => {
      const list = new Counter(100);
      const search = listStage('search', () => [list]);
      const detail = stage('detail', () => NEVER, { concurrency: 2 });

      pipeline(search, detail, { highWaterMark })(['a']).subscribe();

      expect(list.pulled).toBe(2 + highWaterMark);
    });

    it.each<[string, (numbers: Counter) => ObservableInput<number> & object]>([
      ['an iterable', (numbers) => numbers],
      ['an async iterable', (numbers) => numbers.later()],
    ])('B3 pulls %s that a project gives under the same rule', async (_, make) => {
      const numbers = new Counter(100);

      pipeline(
        stage('search', () => make(numbers)),
        stage('detail', () => NEVER, { concurrency: 2 }),
        { highWaterMark: 3 },
      )(['a']).subscribe();
      await settled();

      expect(numbers.pulled).toBe(5);
    });

    it('B3 starts nothing at a stage while the next one is full, in the middle of a pipeline', () => {
      testStages(({ expectOutcomes, expectStarts }) => {
        const one = stage('one', (id: string) => of(id));
        const two = stage('two', (id: string) => of(id));
        const stuck = stage('stuck', () => NEVER, { concurrency: 1 });

        expectStarts(one).toBe('  (abcde)');
        expectStarts(two).toBe('  (abc)');
        expectStarts(stuck).toBe('a');
        expectOutcomes(pipeline(one, two, stuck, { highWaterMark: 2 })(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toBe('');
      });
    });

    it.each([
      ['a generator', (counter: Counter) => counter],
      ['an async generator', (counter: Counter) => counter.later()],
    ])('B3 pulls a root from %s only when it may start', async (_, make) => {
      const roots = new Counter(1_000_000);

      pipeline(
        stage('fetch', () => NEVER, { concurrency: 5 }),
        { concurrency: 4 },
      )(make(roots)).subscribe();
      await settled();

      expect(roots.pulled).toBe(4);
    });

    it('B3 never pulls a million roots ahead by more than the bounds', async () => {
      const roots = new Counter(1_000_000);
      let delivered = 0;
      let ahead = 0;
      const fetch = stage('fetch', (n: number) => {
        ahead = Math.max(ahead, roots.pulled - delivered);
        return n % 100_000 === 0 ? Promise.resolve(n) : of(n);
      });

      await new Promise<void>((resolve) => {
        pipeline(fetch, { concurrency: 8 })(roots).subscribe({ next: () => delivered++, complete: resolve });
      });

      expect(delivered).toBe(1_000_000);
      expect(ahead).toBeLessThanOrEqual(8);
    });
  });

  describe('B4 the stack is constant', () => {
    it.each([1, 64])('B4 completes a million synchronous inners at concurrency %i', (concurrency) => {
      let delivered = 0;
      let completed = false;
      const both = pipeline(
        stage('one', (n: number) => of(n)),
        stage('two', (n) => [n]),
        { concurrency },
      );

      range(0, 1_000_000)
        .pipe(both)
        .subscribe({
          next: () => delivered++,
          complete: () => (completed = true),
        });

      expect({ delivered, completed }).toEqual({ delivered: 1_000_000, completed: true });
    });

    it('B4 a synchronous Observable of 100,000 values goes through 3 stages, as deep in the stack at its end as at its beginning', () => {
      const depths: number[] = [];
      let delivered = 0;
      let completed = false;
      const three = pipeline(
        stage('one', () => range(0, 100_000)),
        stage('two', (n: number) => of(n)),
        stage('three', (n: number) => of(n)),
      );

      three(['r', 's']).subscribe({
        next: () => {
          if (delivered++ % 9_999 === 0) depths.push(depth());
        },
        complete: () => (completed = true),
      });

      expect({ delivered, completed }).toEqual({ delivered: 200_000, completed: true });
      expect(depths).toEqual(depths.map(() => depths[0]));
    });

    it('B4 the depth of the stack grows with the number of stages, not with what each emits', () => {
      /** How deep the deepest delivery of a pipeline of so many stages is. */
      const deepest = (stages: number, width: number): number => {
        const depths: number[] = [];
        const each = Array.from({ length: stages }, (_, at) => stage(`stage ${String(at)}`, (n: number) => range(n, width)));
        (pipeline as (...given: unknown[]) => (typeof each)[0])(...each)([0]).subscribe(() => depths.push(depth()));
        return Math.max(...depths);
      };
      const [two, three, four] = [2, 3, 4].map((stages) => deepest(stages, 1)) as [number, number, number];

      expect(three - two).toBeGreaterThan(0);
      expect(four - three).toBe(three - two);
      expect(deepest(4, 6)).toBeLessThanOrEqual(four);
    });

    it('B4 completes 2,000 inners at concurrency 1, every thousandth on a timer and the rest synchronous', () => {
      let delivered = 0;
      let completed = false;

      marbles(() => {
        range(0, 2000)
          .pipe(stage('fetch', (n: number) => (n % 1000 === 0 ? timer(1) : of(n)), { concurrency: 1 }))
          .subscribe({ next: () => delivered++, complete: () => (completed = true) });
      });

      expect({ delivered, completed }).toEqual({ delivered: 2000, completed: true });
    });

    it.each<[string, () => ObservableInput<unknown> & object]>([
      ['EMPTY', () => EMPTY],
      ['empty arrays', () => []],
      [
        'failures',
        () => {
          throw new Error('no');
        },
      ],
    ])('B4 completes 100,000 inners that wait behind a slow one and are %s', (_, make) => {
      let completed = false;

      marbles(() => {
        range(0, 100_000)
          .pipe(stage('fetch', (n: number): ObservableInput<unknown> & object => (n === 0 ? timer(1) : make()), { concurrency: 1 }))
          .subscribe({ complete: () => (completed = true) });
      });

      expect(completed).toBe(true);
    });

    it('B4 hands out 100,000 empty lists that an Observable pushed behind a long one', () => {
      const lists = new Subject<number[]>();
      const answer = new Subject<number>();
      let delivered = 0;
      let completed = false;
      of('a')
        .pipe(
          pipeline(
            listStage('lists', () => lists),
            stage('detail', (n) => (n === 0 ? answer : [n]), { concurrency: 1 }),
            { highWaterMark: 1 },
          ),
        )
        .subscribe({ next: () => delivered++, complete: () => (completed = true) });
      lists.next([0, 1, 2]);
      for (let n = 0; n < 100_000; n++) lists.next([]);
      lists.next([3]);
      lists.complete();

      answer.complete();

      expect({ delivered, completed }).toEqual({ delivered: 3, completed: true });
    });
  });

  describe('B5 a consumer that stops asking stops the pipeline', () => {
    it('B5 starts nothing more, in any stage, at highWaterMark undelivered outcomes', async () => {
      const roots = new Counter(1_000_000);
      const one = stage('one', (n: number) => [n], { deliver: true });
      const two = stage('two', (n: number) => {
        if (n % 2 === 0) throw new Error('even');
        return [n];
      });
      const results = pipeline(one, two, { highWaterMark: 10 })(roots)[Symbol.asyncIterator]();

      await results.next();

      // Two outcomes a root: 10 wait and one is taken, rejections and intermediate values included.
      expect(roots.pulled).toBe(6);
      await results.next();
      await results.next();
      expect(roots.pulled).toBe(7);
      await results.return?.();
    });

    it('B5 starts nothing before the first request', () => {
      const roots = new Counter(10);

      stage('one', (n: number) => [n])(roots)[Symbol.asyncIterator]();

      expect(roots.pulled).toBe(0);
    });

    it('B5 lets what is at work finish, and goes on when it is asked again', async () => {
      const one = stage('one', async (n: number) => Promise.resolve(n));
      const seen: unknown[] = [];

      for await (const outcome of pipeline(one, { highWaterMark: 1, concurrency: 4 })(new Counter(50))) {
        await settled();
        seen.push(outcome.status === 'fulfilled' && outcome.value);
      }

      expect(seen).toEqual([...new Counter(50)]);
    });

    it('B5 holds for a source that pushes: it waits in the queue of the first stage', async () => {
      const started: number[] = [];
      const one = stage('one', (n: number) => {
        started.push(n);
        return [n];
      });

      const results = pipeline(one, { highWaterMark: 3 })(range(0, 100))[Symbol.asyncIterator]();
      await results.next();

      expect(started).toEqual([0, 1, 2, 3]);
      expect(await all(one(range(0, 100)))).toHaveLength(100);
      await results.return?.();
    });
  });
});

/** Lets every promise that is settled take effect, and what follows from it: a turn of the event loop. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Counts from 0, and how many numbers were taken. */
class Counter implements Iterable<number> {
  pulled = 0;

  constructor(private readonly length: number) {}

  *[Symbol.iterator](): Generator<number> {
    for (let n = 0; n < this.length; n++) {
      this.pulled++;
      yield n;
    }
  }

  async *later(): AsyncGenerator<number> {
    for (const n of this) yield await Promise.resolve(n);
  }
}

/** How many calls lead to the caller. */
function depth(): number {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Infinity;
  try {
    return (new Error('depth').stack ?? '').split('\n').length;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
