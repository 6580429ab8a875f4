import { map, NEVER, Observable, of, Subject, take, timer, type ObservableInput } from 'rxjs';
import { concurrencyLimit, listStage, perKey, pipeline, stage, type PipelineEvent } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { marbles, word } from '../support/marbles';

describe('order', () => {
  describe('O1 a last-stage emission is delivered in the turn it is emitted', () => {
    it('O1 delivers in completion order, not in source order', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const fetch = stage('fetch', scripted({ a: '---a|', b: '-b--c|', d: '(d|)' }));

        expectOutcomes(cold('(abd|)').pipe(fetch)).toBe('db-ac|');
      });
    });

    it('O1 delivers before the emitting call returns', () => {
      const answer = new Subject<string>();
      const seen: string[] = [];
      of('a')
        .pipe(stage('fetch', () => answer))
        .subscribe((outcome) => seen.push(word(outcome)));

      answer.next('x');

      expect(seen).toEqual(['x']);
    });

    it('O1 starts nothing within a delivery: what next adds to the source starts when it returns', () => {
      const source = new Subject<number>();
      const log: string[] = [];
      source.pipe(pipeline(stage('one', (n: number) => of(n)))).subscribe((outcome) => {
        const n = Number(word(outcome));
        log.push(`>${String(n)}`);
        if (n < 3) source.next(n + 1);
        log.push(`<${String(n)}`);
      });

      source.next(1);

      expect(log).toEqual(['>1', '<1', '>2', '<2', '>3', '<3']);
    });
  });

  describe('O2 an emission makes a branch that may start in the same turn', () => {
    it('O2 starts the second round of a fast root while the slow root of round one still runs', () => {
      testStages(({ hot, scripted, expectOutcomes, expectSubscriptions }) => {
        const search = stage('search', scripted({ s: '--------s|', f: '-f|' }));
        const details = scripted({ s: 'y|', f: '--x|' });

        expectOutcomes(hot('(sf|)').pipe(pipeline(search, stage('detail', details)))).toBe('---x----y|');
        expectSubscriptions(details.subscriptions('f')).toBe('-^--!');
        expectSubscriptions(details.subscriptions('s')).toBe('--------^!');
      });
    });

    it('O2 waits for neither siblings nor the parent: an endless parent has its children at once', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const feed = stage('feed', scripted({ r: 'a--b-----' }));
        const detail = stage('detail', scripted({ a: '-x|', b: '-y|' }));

        expectOutcomes(cold('r|').pipe(pipeline(feed, detail))).toBe('-x--y');
      });
    });

    it('O2 starts the third round of one branch before the second round of another has answered', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const project = scripted({ a: '-a|', b: '-----b|' });
        const rounds = pipeline(stage('one', project), stage('two', project), stage('three', project));

        expectOutcomes(cold('(ab|)').pipe(rounds)).toBe('---a-----------b|');
      });
    });

    it.each<[string, (...values: number[]) => ObservableInput<number> & object]>([
      ['an Observable', (...values) => of(...values)],
      ['an array', (...values) => values],
    ])('O2 delivers each value of %s before its child, and its child before the next value', (_, emit) => {
      const seen: string[] = [];
      const a = stage('a', () => emit(1, 2), { deliver: true });
      const b = stage('b', (n: number) => of(10 * n));

      pipeline(a, b)(['r']).subscribe((outcome) => seen.push(`${outcome.stage}${word(outcome)}`));

      expect(seen.join(' ')).toBe('a1 b10 a2 b20');
    });

    it.each([
      ['pulled', (roots: string[]) => roots],
      ['pushed', (roots: string[]) => of(...roots)],
    ])('O2 an endless synchronous Observable before the last stage ends by take(2) behind the pipeline, for roots that are %s', (_, source) => {
      const seen: string[] = [];
      let emitted = 0;
      let completed = false;
      const endless = new Observable<number>((subscriber) => {
        // The spec must not hang.
        while (!subscriber.closed && emitted < 1_000) subscriber.next(emitted++);
      });
      const both = pipeline(
        stage('endless', () => endless),
        stage('last', (n: number) => of(10 * n)),
      );

      both(source(['r', 's']))
        .pipe(take(2))
        .subscribe({ next: (outcome) => seen.push(word(outcome)), complete: () => (completed = true) });

      expect(seen).toEqual(['0', '10']);
      expect(emitted).toBe(2);
      expect(completed).toBe(true);
    });

    it('O2 an endless synchronous Observable ends by take(2), too, when its code frees the slot that another branch waits for', () => {
      const busy = new Subject<string>();
      let emitted = 0;
      const endless = new Observable<string>((subscriber) => {
        busy.complete();
        // The spec must not hang.
        while (!subscriber.closed && emitted < 1_000) subscriber.next(`v${String(emitted++)}`);
      });
      const one = stage('one', (name: string) => (name === 'endless' ? endless : of(name)));
      const two = stage('two', (name: string) => (name === 'busy' ? busy : of(name)), { concurrency: 1 });
      const seen: string[] = [];

      pipeline(
        one,
        two,
      )(['busy', 'next', 'endless'])
        .pipe(take(2))
        .subscribe((outcome) => seen.push(word(outcome)));

      expect(seen).toEqual(['next', 'v0']);
      expect(emitted).toBe(1);
    });

    it('O2 starts the children of a promise in the microtask that settles it', async () => {
      const log: string[] = [];
      const answer = Promise.resolve('hit');
      of('term')
        .pipe(
          pipeline(
            stage('search', () => answer),
            stage('detail', (hit) => {
              log.push(hit);
              return NEVER;
            }),
          ),
        )
        .subscribe();
      expect(log).toEqual([]);

      await answer;

      expect(log).toEqual(['hit']);
    });
  });

  describe('O3 when slots are scarce the later stage goes first', () => {
    it('O3 starts a child before the root that has waited longer', () => {
      const started = startsOf((onEvent) =>
        of('a', 'b').pipe(
          pipeline(
            stage('one', (id: string) => [`${id}1`, `${id}2`]),
            stage('two', (id) => of(id)),
            stage('three', () => timer(10)),
            { concurrency: 1, onEvent },
          ),
        ),
      );

      expect(started).toEqual([
        'one 0',
        'two 0,0',
        'three 0,0,0',
        'two 0,1',
        'three 0,1,0',
        'one 1',
        'two 1,0',
        'three 1,0,0',
        'two 1,1',
        'three 1,1,0',
      ]);
    });

    it('O3 takes branches of one stage in the order they came', () => {
      const started = startsOf((onEvent) =>
        of('a', 'b', 'c', 'd').pipe(
          pipeline(
            stage('one', () => timer(5)),
            { concurrency: 2, onEvent },
          ),
        ),
      );

      expect(started).toEqual(['one 0', 'one 1', 'one 2', 'one 3']);
    });

    it('O3 lets nobody else wait for a stage whose own bound is reached', () => {
      const started = startsOf((onEvent) =>
        of('a', 'b', 'c').pipe(
          pipeline(
            stage('one', (id: string) => of(id)),
            stage('two', () => timer(5), { concurrency: 1 }),
            { concurrency: 2, onEvent },
          ),
        ),
      );

      expect(started).toEqual(['one 0', 'two 0,0', 'one 1', 'one 2', 'two 1,0', 'two 2,0']);
    });

    it('O3 pulls a list to its end before it takes the next root', () => {
      const started = startsOf((onEvent) =>
        pipeline(
          listStage('search', (id: string) => [[`${id}1`, `${id}2`, `${id}3`]]),
          stage('detail', () => timer(5), { concurrency: 1 }),
          { onEvent, highWaterMark: 1 },
        )(['a', 'b']),
      );

      expect(started).toEqual(['search 0', 'detail 0,0', 'detail 0,1', 'detail 0,2', 'search 1', 'detail 1,0', 'detail 1,1', 'detail 1,2']);
    });

    it.each([
      ['a bound of its own', () => ({ concurrency: 1 })],
      ['a limit', () => ({ limit: concurrencyLimit(1) })],
      ['a limit for its group', () => ({ limit: perKey(() => concurrencyLimit(1)).by(() => 'all') })],
      ['a limit, with retries', () => ({ limit: concurrencyLimit(1), retry: 1 })],
    ] as const)('O3 gives a slot and what else the same attempt frees to the later stage: %s', (_what, options) => {
      const started = startsOf((onEvent) =>
        of(0, 1, 2, 3).pipe(
          pipeline(
            stage('a', (n: number) => timer(10).pipe(map(() => n))),
            stage('b', () => timer(7), options()),
            { concurrency: 2, onEvent },
          ),
        ),
      );

      expect(started).toEqual(['a 0', 'a 1', 'b 0,0', 'a 2', 'b 1,0', 'a 3', 'b 2,0', 'b 3,0']);
    });

    it('O3 gives a slot and what else the same attempt frees to the branch that came first', () => {
      const groups = perKey(() => concurrencyLimit(1));
      const started = startsOf((onEvent) =>
        of('a', 'a', 'b', 'c').pipe(
          pipeline(
            stage('fetch', (name) => timer(name === 'a' ? 5 : 9), { concurrency: 2, limit: groups.by((name) => name) }),
            { onEvent },
          ),
        ),
      );

      expect(started).toEqual(['fetch 0', 'fetch 2', 'fetch 1', 'fetch 3']);
    });
  });
});

/** Runs in virtual time and tells what started, in order, as `stage path`. */
function startsOf(run: (onEvent: (event: PipelineEvent) => void) => { subscribe(): unknown }): string[] {
  const started: string[] = [];
  marbles(() => {
    run(({ type, stage: name, path }) => {
      if (type === 'started') started.push(`${name} ${path.join()}`);
    }).subscribe();
  });
  return started;
}
