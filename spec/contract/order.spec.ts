import { NEVER, of, Subject, timer } from 'rxjs';
import { listStage, pipeline, stage, type BranchEvent } from 'rxjs-stages';
import { marbles, word, words } from '../support/marbles';

describe('order', () => {
  describe('O1 a last-stage emission is delivered in the turn it is emitted', () => {
    it('O1 delivers in completion order, not in source order', () => {
      marbles(({ cold, expectObservable }) => {
        const answers: Record<string, string> = {
          a: '             ---a|',
          b: '             -b--c|',
          d: '             (d|)',
        };
        const source = cold('(abd|)');
        const expected = '   db-ac|';
        const fetch = stage('fetch', (id: string) => cold(answers[id] ?? '#'));

        expectObservable(source.pipe(fetch, words())).toBe(expected);
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
      marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
        const slow = cold('  --------s|');
        const fast = cold('  -f|');
        const ofFast = cold('--x|');
        const ofSlow = cold('y|');
        const source = hot(' (sf|)');
        const expected = '   ---x----y|';
        const search = stage('search', (id: string) => (id === 's' ? slow : fast));
        const detail = stage('detail', (id: string) => (id === 's' ? ofSlow : ofFast));

        expectObservable(source.pipe(pipeline(search, detail), words())).toBe(expected);
        expectSubscriptions(ofFast.subscriptions).toBe('-^--!');
        expectSubscriptions(ofSlow.subscriptions).toBe('--------^!');
      });
    });

    it('O2 waits for neither siblings nor the parent: an endless parent has its children at once', () => {
      marbles(({ cold, expectObservable }) => {
        const parent = cold('a--b-----');
        const child = cold(' -x|');
        const expected = '   -x--x----';
        const feed = stage('feed', () => parent);
        const detail = stage('detail', () => child);

        expectObservable(cold('r|').pipe(pipeline(feed, detail), words())).toBe(expected);
      });
    });

    it('O2 starts the third round of one branch before the second round of another has answered', () => {
      marbles(({ cold, expectObservable }) => {
        const delays: Record<string, string> = { a: '-a|', b: '-----b|' };
        const round = (name: string) => stage(name, (id: string) => cold(delays[id] ?? '#'));

        expectObservable(cold('(ab|)').pipe(pipeline(round('one'), round('two'), round('three')), words())).toBe('---a-----------b|');
      });
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
  });
});

/** Runs in virtual time and tells what started, in order, as `stage path`. */
function startsOf(run: (onEvent: (event: BranchEvent) => void) => { subscribe(): unknown }): string[] {
  const started: string[] = [];
  marbles(() => {
    run(({ type, stage: name, path }) => {
      if (type === 'started') started.push(`${name} ${path.join()}`);
    }).subscribe();
  });
  return started;
}
