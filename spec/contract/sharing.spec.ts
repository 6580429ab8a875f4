import { concat, EMPTY, NEVER, of, Subject, throwError, type Observable, type Subscription } from 'rxjs';
import {
  concurrencyLimit,
  gather,
  isFulfilled,
  listStage,
  pipeline,
  stage,
  type Answer,
  type Cache,
  type Outcome,
  type StageTimeoutError,
} from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { branchEvents } from '../support/branch-events';
import { all } from '../support/consume';
import { MapCache } from '../support/map-cache';

const key = (id: unknown): string => String(id).charAt(0);

describe('sharing', () => {
  describe('O2 a key alone shares the attempt that is in flight, within a run', () => {
    it('O2 followers get the values when the work ends; who comes later begins anew', () => {
      testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
        const project = scripted({ a: '-x--y|' });
        const fetch = stage('fetch', project, { key });

        expectOutcomes(cold('a--a-----a|').pipe(fetch)).toBe('-x--y(xy)-x--y|');
        expectSubscriptions(project.subscriptions('a')).toBe(['^----!', '---------^----!']);
      });
    });

    it('S1 and not between runs', () => {
      testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
        const project = scripted({ a: '-x|' });
        const fetch = stage('fetch', project, { key });

        for (const source of [cold('(a|)'), cold('(a|)')]) expectOutcomes(source.pipe(fetch)).toBe('-x|');
        expectSubscriptions(project.subscriptions('a')).toBe(['^-!', '^-!']);
      });
    });

    it('O2 each delivers as its own, with its own inputs, path, index and attempts', () => {
      testStages(({ scripted, expectOutcomes }) => {
        const id = stage('id', (input: string) => of(input));
        const fetch = stage('fetch', scripted({ a1: '-x-y|', b: '(b|)' }), { key });

        expectOutcomes(pipeline(id, fetch)(['a1', 'b', 'a2'])).inFull.toBe('bx-y(pq|)', {
          b: { status: 'fulfilled', stage: 'fetch', value: 'b', inputs: ['b', 'b'], path: [1, 0], index: 0, attempts: 1 },
          x: { status: 'fulfilled', stage: 'fetch', value: 'x', inputs: ['a1', 'a1'], path: [0, 0], index: 0, attempts: 1 },
          y: { status: 'fulfilled', stage: 'fetch', value: 'y', inputs: ['a1', 'a1'], path: [0, 0], index: 1, attempts: 1 },
          p: { status: 'fulfilled', stage: 'fetch', value: 'x', inputs: ['a2', 'a2'], path: [2, 0], index: 0, attempts: 0 },
          q: { status: 'fulfilled', stage: 'fetch', value: 'y', inputs: ['a2', 'a2'], path: [2, 0], index: 1, attempts: 0 },
        });
      });
    });

    it('F6 followers get the values and the rejection, when the retries are over', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const fetch = stage('fetch', scripted({ a: ['--#', '-x-E'] }), { key, retry: { count: 1, delay: 1 } });

        // The second attempt is from 3 to 6; two follow.
        expectOutcomes(cold('(aa)a|').pipe(fetch)).toBe('----x-(ExExE|)');
      });
    });

    it('B2 followers take no slot, neither of the stage nor of a limit', () => {
      testStages(({ cold, scripted, expectOutcomes, expectActive }) => {
        const limit = concurrencyLimit(2);
        const fetch = stage('fetch', scripted({ a: '-----(x|)', b: '-(y|)' }), { key, concurrency: 2, limit });

        expectOutcomes(cold('(aaab|)').pipe(pipeline(fetch, { concurrency: 2 }))).toBe('-y---(xxx|)');
        expectActive(limit).toBe('                                                      21---0');
      });
    });

    it('B3 followers count as waiting before their stage', () => {
      let pulled = 0;
      const roots = (function* () {
        for (; ; pulled++) yield 'a';
      })();

      pipeline(
        stage('fetch', () => NEVER, { key }),
        { highWaterMark: 5 },
      )(roots)
        .subscribe()
        .unsubscribe();

      expect(pulled).toBe(5);
    });

    it('C3 a follower ends its time in the queue when it joins, not its total time', () => {
      testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
        const project = scripted({ a: '------x|' });
        const queue = stage('fetch', project, { key, timeout: { queue: 2 } });
        const total = stage('fetch', project, { key, timeout: { total: 5 } });

        expectOutcomes(cold('a--a|').pipe(queue)).toBe('------x(x|)');
        // The leader's time is up at 5: the follower begins anew, and its own is up at 8.
        expectOutcomes(cold('a--a|').pipe(total)).toBe('-----T--(T|)', { T: timedOut('total') });
        expectSubscriptions(project.subscriptions('a')).toBe(['^------!', '^----!', '-----^--!']);
      });
    });

    it('C3 nobody takes over whose own time is up at that moment', () => {
      testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
        const project = scripted({ a: '-' });
        const fetch = stage('fetch', project, { key, timeout: { total: 5 } });

        expectOutcomes(cold('(aaaa|)').pipe(fetch)).toBe('    -----(TTTT|)', { T: timedOut('total') });
        expectSubscriptions(project.subscriptions('a')).toBe('^----!');
      });
    });

    it('O2 the oldest follower of a leader that timed out takes over, with attempts of its own', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const fetch = stage('fetch', scripted({ a: '-', b: '-(x|)' }), { key: () => 'same', timeout: { total: 3 } });

        expectOutcomes(cold('a-(bc|)').pipe(fetch)).inFull.toBe('---T(xy|)', {
          T: expect.objectContaining({ reason: timedOut('total'), inputs: ['a'], attempts: 1 }),
          x: expect.objectContaining({ value: 'x', inputs: ['b'], attempts: 1 }),
          y: expect.objectContaining({ value: 'x', inputs: ['c'], attempts: 0 }),
        });
      });
    });

    it('O2 so it does when a leader that waits for its slot runs out of its time in the queue', () => {
      testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
        const project = scripted({ b: '-----|', a: '-(x|)' });
        const fetch = stage('fetch', project, { key, concurrency: 1, timeout: { queue: 3 } });

        expectOutcomes(cold('(baa|)').pipe(fetch)).toBe('     ---T--(x|)', { T: timedOut('queue') });
        expectSubscriptions(project.subscriptions('a')).toBe('-----^!');
      });
    });

    it('C3 S1 a branch whose attempt ended in time does not expire while its list waits: its answer is shared and cached', () => {
      const cache = new MapCache();
      testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
        const project = scripted<string[]>({ a: '-(l|)' }, { l: ['p', 'q', 'r'] });
        const lists = listStage('lists', project, { key, cache, timeout: { total: 2 } });
        const slow = stage('slow', scripted({ p: '--(p|)', q: '--(q|)', r: '--(r|)' }), { concurrency: 1 });

        // The total time ends at 2, when the second root follows.
        // The next stage has room for the last element at 3.
        expectOutcomes(cold('a-a|').pipe(pipeline(lists, slow, { highWaterMark: 1 }))).toBe('---p-q-r-p-q-(r|)');
        expectSubscriptions(project.subscriptions('a')).toBe('^!');
      });

      expect(cache.kept).toEqual(new Map([['lists a', ['p', 'q', 'r']]]));
    });

    it('C3 an attempt that timed out and is not made again fails for all', () => {
      testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
        const project = scripted({ a: '--------' });
        const fetch = stage('fetch', project, { key, timeout: 3 });

        expectOutcomes(cold('(aa|)').pipe(fetch)).toBe('      ---(TT|)', { T: timedOut('attempt') });
        expectSubscriptions(project.subscriptions('a')).toBe('^--!');
      });
    });

    it('F1 a key that throws, or is no string, rejects its branch alone', () => {
      const reason = new Error('key');
      const seen: Outcome[] = [];
      const keyed = (id: number): string => {
        if (id === 0) throw reason;
        return id === 1 ? (id as unknown as string) : String(id);
      };

      stage('fetch', (id: number) => of(id), { key: keyed })([0, 1, 2]).subscribe((outcome) => seen.push(outcome));

      expect(seen).toMatchObject([{ reason, attempts: 0 }, { reason: expect.any(TypeError), attempts: 0 }, { value: 2 }]);
    });
  });

  describe('S1 a cache is shared by the runs that are given it', () => {
    it('S1 what one has had is served without an attempt, in the same turn', () => {
      const cache = new MapCache();
      const events: string[] = [];
      const fetch = listStage('fetch', () => of(['x', 'y']), { key, cache });
      const seen: Outcome[] = [];

      fetch(['a']).subscribe();
      pipeline(fetch, { onEvent: branchEvents(({ type, attempt }) => events.push(`${type} ${String(attempt)}`)) })(['a2']).subscribe((outcome) =>
        seen.push(outcome),
      );

      expect(events).toEqual(['waiting 0', 'served 0', 'emitted 0', 'emitted 0', 'completed 0']);
      expect(seen).toMatchObject([
        { value: 'x', index: 0, attempts: 0, inputs: ['a2'] },
        { value: 'y', index: 1, attempts: 0 },
      ]);
    });

    it('S1 what is in flight in one serves the other', () => {
      testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
        const project = scripted({ a: '--x-y|' });
        const fetch = stage('fetch', project, { key, cache: new MapCache() });

        expectOutcomes(cold('a|').pipe(fetch)).toBe('         --x-y|');
        expectOutcomes(cold('-a|').pipe(fetch)).toBe('        -----(xy|)');
        expectOutcomes(cold('------(a|)').pipe(fetch)).toBe(' ------(xy|)');
        expectSubscriptions(project.subscriptions('a')).toBe('^----!');
      });
    });

    it('S1 an answer of no values is one', () => {
      const project = jest.fn(() => EMPTY);
      const fetch = stage('fetch', project, { key, cache: new MapCache() });

      for (let run = 0; run < 3; run++) fetch(['a']).subscribe();

      expect(project).toHaveBeenCalledTimes(1);
    });

    it('F6 failures are not kept, nor what they had emitted', () => {
      const cache = new MapCache();
      let call = 0;
      const fetch = stage(
        'fetch',
        () =>
          call++ === 0
            ? concat(
                of('x'),
                throwError(() => 'no'),
              )
            : of('y'),
        { key, cache },
      );

      fetch(['a']).subscribe();

      expect(cache.kept).toEqual(new Map());
      expect(seenOf(fetch(['a']))).toEqual(['y']);
      expect(cache.kept.size).toBe(1);
    });

    it('C1 the oldest follower takes over if the leader is cancelled, and the last that leaves cancels the work', () => {
      testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
        const project = scripted({ a: '---x-----' });
        const fetch = stage('fetch', project, { key, cache: new MapCache() });

        expectOutcomes(cold('a').pipe(fetch), '   ----!').toBe('       ---x');
        expectOutcomes(cold('-a').pipe(fetch), '  ----------!').toBe(' -------x');
        expectOutcomes(cold('--a').pipe(fetch), ' -------!').toBe('');
        expectOutcomes(cold('---a').pipe(fetch), '-----------!').toBe('');
        expectSubscriptions(project.subscriptions('a')).toBe(['^---!', '----^-----!', '----------^!']);
      });
    });

    it('C1 a follower that leaves changes nothing for the others', () => {
      testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
        const project = scripted({ a: '-----(x|)' });
        const fetch = stage('fetch', project, { key, cache: new MapCache() });

        expectOutcomes(cold('a|').pipe(fetch)).toBe('         -----(x|)');
        expectOutcomes(cold('-a|').pipe(fetch), '---!').toBe('');
        expectSubscriptions(project.subscriptions('a')).toBe('^----!');
      });
    });

    it('B4 thousands of runs that follow one complete with constant stack', () => {
      const answer = new Subject<string>();
      const fetch = stage('fetch', () => answer, { key, cache: new MapCache() });
      let completed = 0;
      for (let run = 0; run < 5000; run++) fetch(['a']).subscribe({ complete: () => completed++ });

      answer.complete();

      expect(completed).toBe(5000);
    });

    it('C1 thousands of leaders that are cancelled in turn hand over', () => {
      const project = jest.fn(() => NEVER);
      const fetch = stage('fetch', project, { key, cache: new MapCache() });
      const runs: Subscription[] = [];
      for (let run = 0; run < 2000; run++) runs.push(fetch(['a']).subscribe());

      for (const run of runs) run.unsubscribe();

      expect(project).toHaveBeenCalledTimes(2000);
    });
  });

  describe('T1 a cache that answers by promises', () => {
    it('T1 is asked once for all who come meanwhile; what it has is served without an attempt', async () => {
      const cache = new SlowCache();
      cache.kept.set('fetch a', ['kept']);
      const project = jest.fn((id: string) => of(id));

      expect(await outcomes(stage('fetch', project, { key, cache })(['a1', 'a2', 'b']))).toEqual(['kept', 'kept', 'b']);
      expect(project.mock.calls.map(([id]) => id)).toEqual(['b']);
      expect(cache.log).toEqual(['get a', 'get b', 'set b']);
    });

    it('T1 delivers what is emitted at once, but ends the branch, and serves followers, when it is kept', async () => {
      const cache = new SlowCache();
      const log: string[] = [];
      const results = pipeline(
        stage('fetch', (id: string) => of(id), { key, cache }),
        { onEvent: branchEvents(({ type, path }) => log.push(`${type} ${String(path[0])}`)) },
      )(['a1', 'a2']);
      const running = all(results);
      await Promise.resolve();
      await Promise.resolve();

      expect(log.filter((line) => line.startsWith('emitted'))).toEqual(['emitted 0']);
      cache.release();
      await running;

      expect(log.slice(-4)).toEqual(['completed 0', 'served 1', 'emitted 1', 'completed 1']);
    });

    it('T1 delivers what an atomic attempt emitted when it is kept', async () => {
      const cache = new SlowCache();
      const seen: Outcome[] = [];
      const running = stage('fetch', (id: string) => of(id, id), { key, cache, atomic: true })(['a1', 'a2']).subscribe((outcome) =>
        seen.push(outcome),
      );
      await turn();

      expect(cache.log).toEqual(['get a', 'set a']);
      expect(seen).toEqual([]);
      cache.release();
      await turn();

      for (const id of ['a1', 'a2']) {
        expect(seen.filter(isFulfilled).filter(({ inputs }) => inputs[0] === id)).toMatchObject([
          { value: 'a1', index: 0 },
          { value: 'a1', index: 1 },
        ]);
      }
      expect(seen).toHaveLength(4);
      expect(running.closed).toBe(true);
    });

    it.each<[string, Partial<Cache>]>([
      ['get throws', { get: thrower }],
      ['get rejects', { get: () => Promise.reject(REASON) }],
    ])('F1 rejects the branch and its followers if %s', async (_, broken) => {
      const cache: Cache = Object.assign(new MapCache(), broken);

      expect(await outcomes(stage('fetch', (id: string) => of(id), { key, cache })(['a', 'a']))).toEqual([REASON, REASON]);
    });

    it.each<[string, Partial<Cache>]>([
      ['set throws', { set: thrower }],
      ['set rejects', { set: () => Promise.reject(REASON) }],
    ])('F1 rejects the branch if %s, after what it has emitted', async (_, broken) => {
      const cache: Cache = Object.assign(new MapCache(), broken);

      expect(await outcomes(stage('fetch', (id: string) => of(id), { key, cache })(['a']))).toEqual(['a', REASON]);
    });

    it('C1 ignores an answer that comes after the run was unsubscribed, and C4 a rejection', async () => {
      const rejections: unknown[] = [];
      const note = (reason: unknown): void => void rejections.push(reason);
      process.on('unhandledRejection', note);
      const project = jest.fn((id: string) => of(id));
      for (const get of [() => Promise.resolve(undefined), () => Promise.resolve(['x']), () => Promise.reject(REASON)]) {
        const cache: Cache = Object.assign(new MapCache(), { get });
        const seen: unknown[] = [];
        stage('fetch', project, { key, cache })(['a'])
          .subscribe((outcome) => seen.push(outcome))
          .unsubscribe();
        await turn();
        expect(seen).toEqual([]);
      }
      process.off('unhandledRejection', note);

      expect(rejections).toEqual([]);
      expect(project).not.toHaveBeenCalled();
    });

    it('C3 counts as waiting in the queue while it is asked', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const cache: Cache = Object.assign(new MapCache(), { get: () => new Promise<Answer>(() => undefined) });
        const fetch = stage('fetch', scripted({ a: '(x|)' }), { key, cache, timeout: { queue: 5 } });

        expectOutcomes(cold('(a|)').pipe(fetch)).inFull.toBe('-----(T|)', {
          T: expect.objectContaining({ reason: timedOut('queue'), attempts: 0 }),
        });
      });
    });
  });

  it('F5 gather reports followers and hits in their own trees', async () => {
    const both = pipeline(
      listStage('list', (id: string) => of([`${id}1`, `${id}2`, 'c'])),
      stage('fetch', (id) => of(id), { key, cache: new MapCache() }),
    );

    expect((await all(gather(both)(['a', 'b', 'a']))).map(({ input, fulfilled }) => [input, ...fulfilled.map(({ value }) => value)])).toEqual([
      ['a', 'a1', 'a1', 'c'],
      ['b', 'b1', 'b1', 'c'],
      ['a', 'a1', 'a1', 'c'],
    ]);
  });
});

/** Matches the reason and its kind. */
function timedOut(kind: StageTimeoutError['kind']): unknown {
  return expect.objectContaining({ name: 'StageTimeoutError', kind });
}

const REASON = new Error('cache');

function thrower(): never {
  throw REASON;
}

function seenOf(results: Observable<Outcome>): unknown[] {
  const seen: unknown[] = [];
  results.subscribe((outcome) => seen.push(outcome.status === 'fulfilled' ? outcome.value : outcome.reason));
  return seen;
}

async function outcomes(results: Observable<Outcome>): Promise<unknown[]> {
  return (await all(results)).map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason));
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Answers by promises; what it is to keep it keeps when it is released, or in the next turn. */
class SlowCache extends MapCache {
  readonly log: string[] = [];
  release: () => void = () => undefined;

  override get(stageName: string, name: string): PromiseLike<Answer | undefined> {
    this.log.push(`get ${name}`);
    return Promise.resolve(this.kept.get(`${stageName} ${name}`));
  }

  override set(stageName: string, name: string, values: Answer): PromiseLike<void> {
    this.log.push(`set ${name}`);
    this.kept.set(`${stageName} ${name}`, values);
    return new Promise((resolve) => {
      this.release = resolve;
      if (this.log.length > 2) setImmediate(resolve);
    });
  }
}
