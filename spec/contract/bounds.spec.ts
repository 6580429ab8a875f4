import { EMPTY, NEVER, of, range, Subject, timer, type ObservableInput } from 'rxjs';
import { listStage, pipeline, stage } from 'rxjs-stages';
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

    it('B1 defaults to 16 over all stages', () => {
      const gauge = new Gauge();

      range(0, 40)
        .pipe(stage('fetch', () => gauge.watch(NEVER)))
        .subscribe();

      expect(gauge.active).toBe(16);
    });

    it('B1 takes Infinity for no bound', () => {
      const gauge = new Gauge();

      range(0, 1000)
        .pipe(
          pipeline(
            stage('fetch', () => gauge.watch(NEVER)),
            { concurrency: Infinity },
          ),
        )
        .subscribe();

      expect(gauge.active).toBe(1000);
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
