import { catchError, defer, EMPTY, from, map, mergeMap, of, range, timer, type Observable, type ObservableInput } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { pipeline, stage, type Outcome } from 'rxjs-stages';

/**
 * The five defects of the bare chain `mergeMap(first, n), mergeMap(second, m)` with a `catchError` in each, shown side by side: what a spec asserts of
 * this library, it shows to be false of the chain.
 */
describe('defects of the bare chained mergeMap', () => {
  it('never completes when bounded inners complete synchronously (ReactiveX/rxjs#7334)', () => {
    const inner = (n: number): Observable<number> => (n % 1000 === 0 ? timer(1).pipe(map(() => n)) : of(n));
    const source = range(0, 2000);

    expect(virtually(source.pipe(mergeMap(inner, 1))).completed).toBe(false);
    expect(virtually(source.pipe(stage('inner', inner, { concurrency: 1 })))).toEqual({ results: 2000, completed: true, failed: false });
  });

  it('takes longer for a branch the more of them wait', async () => {
    // Elements moved in memory, and not time: every `shift()` of a long array moves all the others.
    const chain = (roots: number): Promise<number> => movedBy(range(0, roots).pipe(mergeMap(async (n) => Promise.resolve(n), 1)));
    const ours = (roots: number): Promise<number> =>
      movedBy(range(0, roots).pipe(stage('inner', async (n: number) => Promise.resolve(n), { concurrency: 1 })));

    expect((await chain(4000)) / (await chain(2000))).toBeGreaterThan(3);
    expect(await ours(4000)).toBe(0);
  });

  it('takes everything from an iterable at once, and lets it wait without bound', async () => {
    const first = async (n: number): Promise<number> => Promise.resolve(n);
    const second = async (n: number): Promise<number> => Promise.resolve(n);
    const pulledAtFirstResult = async (run: (numbers: Iterable<number>) => AsyncIterable<unknown> | Observable<unknown>): Promise<number> => {
      let pulled = 0;
      const numbers = (function* () {
        while (pulled < 10_000) yield pulled++;
      })();
      await new Promise<void>((resolve) => {
        from(run(numbers)).subscribe({
          next: () => {
            resolve();
          },
        });
      });
      return pulled;
    };

    expect(await pulledAtFirstResult((numbers) => from(numbers).pipe(mergeMap(first, 8), mergeMap(second, 8)))).toBe(10_000);
    expect(await pulledAtFirstResult(pipeline(stage('first', first, { concurrency: 8 }), stage('second', second, { concurrency: 8 })))).toBeLessThan(
      40,
    );
  });

  it('multiplies its bounds when it is nested, and adds them up when it is chained', () => {
    const most = (run: (project: (n: number) => Observable<number>) => Observable<unknown>): number => {
      let active = 0;
      let peak = 0;
      const project = (n: number): Observable<number> =>
        defer(() => {
          peak = Math.max(peak, ++active);
          return timer(10).pipe(
            map(() => {
              active--;
              return n;
            }),
          );
        });
      virtually(run(project));
      return peak;
    };
    const nested = most((project) => range(0, 20).pipe(mergeMap((n) => project(n).pipe(mergeMap(() => range(0, 20).pipe(mergeMap(project, 3)))), 4)));
    const ours = most((project) =>
      range(0, 20).pipe(
        pipeline(
          stage('first', (n: number) => project(n).pipe(mergeMap(() => range(0, 20)))),
          stage('second', project),
          { concurrency: 4 },
        ),
      ),
    );

    expect({ nested, ours }).toEqual({ nested: 12, ours: 4 });
  });

  it('says nothing of where a result came from, and one misplaced catchError ends the whole stream', () => {
    const first = (n: number): number[] => [n, n + 1];
    const second = (n: number): ObservableInput<string> => {
      if (n === 2) throw new Error('two');
      return of(`#${String(n)}`);
    };
    const misplaced: unknown[] = [];
    range(1, 2)
      .pipe(
        mergeMap(first, 8),
        mergeMap((n) => second(n), 8),
        catchError(() => EMPTY),
      )
      .subscribe((result) => misplaced.push(result));
    const outcomes: Outcome[] = [];
    range(1, 2)
      .pipe(
        pipeline(
          stage('first', first),
          stage('second', (n) => second(n) as Observable<string>),
        ),
      )
      .subscribe((outcome) => outcomes.push(outcome));

    expect(misplaced).toEqual(['#1']);
    expect(outcomes.map(({ status, inputs }) => [status, ...inputs])).toEqual([
      ['fulfilled', 1, 1],
      ['rejected', 1, 2],
      ['rejected', 2, 2],
      ['fulfilled', 2, 3],
    ]);
  });
});

/** Runs in virtual time and tells how it ended. */
function virtually(results$: Observable<unknown>): { results: number; completed: boolean; failed: boolean } {
  const seen = { results: 0, completed: false, failed: false };
  new TestScheduler(() => undefined).run(() => {
    results$.subscribe({
      next: () => seen.results++,
      error: () => (seen.failed = true),
      complete: () => (seen.completed = true),
    });
  });
  return seen;
}

/** How many elements all calls of `shift()` have moved in memory while a run went on. */
async function movedBy(results$: Observable<unknown>): Promise<number> {
  let moved = 0;
  const shift = jest.spyOn(Array.prototype, 'shift').mockImplementation(function (this: unknown[]): unknown {
    moved += Math.max(this.length - 1, 0);
    return this.splice(0, 1)[0];
  });
  try {
    await new Promise<void>((resolve) => {
      results$.subscribe({ complete: resolve });
    });
    return moved;
  } finally {
    shift.mockRestore();
  }
}
