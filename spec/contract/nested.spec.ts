import {
  catchError,
  EMPTY,
  forkJoin,
  from,
  lastValueFrom,
  map,
  merge,
  mergeMap,
  NEVER,
  of,
  share,
  Subject,
  take,
  timer,
  toArray,
  type Observable,
} from 'rxjs';
import {
  adaptiveLimit,
  batchStage,
  concurrencyLimit,
  gather,
  isRejected,
  join,
  listStage,
  memoryCache,
  perKey,
  pipeline,
  rateLimit,
  stage,
  StageTimeoutError,
  type AsyncIterableObservable,
  type Limit,
  type Outcome,
  type PipelineEvent,
} from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { Gauge } from '../support/gauge';
import { word } from '../support/marbles';

/** What is played: the limit, a stage that answers after 2 ms under it, and one whose project makes of an id what a spec says. */
interface Nested {
  readonly limit: Limit;
  readonly gauge: Gauge;
  readonly inner: (id: string) => Observable<string>;
}

/** Runs ids through a stage under a limit, in virtual time, to their end or until nothing happens any more. */
function play(limit: Limit, ids: readonly string[], project: (nested: Nested, id: string) => Observable<unknown>, options: object = {}): string[] {
  const gauge = new Gauge();
  const seen: string[] = [];
  testStages(() => {
    const work = stage('inner', (id: string) => gauge.watch(timer(2).pipe(map(() => `${id}!`))), { limit });
    const inner = (id: string): Observable<string> => work([id]).pipe(map(word));
    const outer = stage('outer', (id: string) => project({ limit, gauge, inner }, id), { limit, ...options });
    outer(ids).subscribe({
      next: (outcome) => seen.push(told(outcome)),
      complete: () => seen.push('|'),
    });
  });
  expect(gauge.active).toBe(0);
  return seen;
}

const REFUSAL = /^stage 'inner' can never start: every attempt that holds its limit waits for .* started by the project of stage 'outer'\. /;

/** An outcome as a word; a refusal as such. */
function told(outcome: Outcome): string {
  const isRefusal = isRejected(outcome) && outcome.reason instanceof Error && REFUSAL.test(outcome.reason.message);
  return isRefusal ? 'refused' : word(outcome);
}

function isFree(limit: Limit): void {
  expect(limit).toMatchObject({ active: 0, waiting: 0 });
}

describe('B6 a pipeline in a project that needs a limit which its attempt holds', () => {
  it('B6 is refused where its own attempt holds the only slot', () => {
    const limit = concurrencyLimit(1);

    expect(play(limit, ['a', 'b'], ({ inner }, id) => inner(id))).toEqual(['refused', 'refused', '|']);
    isFree(limit);
  });

  it('B6 is refused when each holder waits like that, and those that had come before go on', () => {
    const limit = concurrencyLimit(3);
    const later = ({ inner }: Nested, id: string): Observable<string> => timer(1).pipe(mergeMap(() => inner(id)));

    // The third one asks when all three slots are held.
    expect(play(limit, ['a', 'b', 'c'], later)).toEqual(['refused', 'a!', 'b!', '|']);
    isFree(limit);
  });

  it.each<[string, (inner: Observable<string>) => Observable<unknown>]>([
    ['forkJoin', (inner) => forkJoin([inner, of('x')])],
    ['toArray', (inner) => inner.pipe(toArray())],
    ['merge', (inner) => merge(of('x'), inner).pipe(toArray())],
    ['mergeMap, after a while', (inner) => timer(3).pipe(mergeMap(() => inner))],
    ['take', (inner) => inner.pipe(take(5))],
  ])('B6 is refused through operators: %s', (_, around) => {
    expect(play(concurrencyLimit(1), ['a'], ({ inner }, id) => around(inner(id)))).toEqual(['refused', '|']);
  });

  it('B6 is an error of the inner run, which its project may catch', () => {
    const seen = play(concurrencyLimit(1), ['a'], ({ inner }, id) =>
      inner(id).pipe(catchError((reason: unknown) => of(REFUSAL.test((reason as Error).message)))),
    );

    expect(seen).toEqual(['true', '|']);
  });

  it('B6 is refused for each attempt', () => {
    const attempts: number[] = [];
    const seen = play(concurrencyLimit(1), ['a'], ({ inner }, id) => (attempts.push(0), inner(id)), { retry: { count: 2, delay: 1 } });

    expect(seen).toEqual(['refused', '|']);
    expect(attempts).toHaveLength(3);
  });

  it('B6 is refused at any depth, by the stage that holds the limit', () => {
    const limit = concurrencyLimit(1);
    const seen = play(limit, ['a'], ({ inner }, id) => stage('between', (each: string) => inner(each))([id]).pipe(map(told)));

    // The stage between fails as any stage does, which is an outcome.
    expect(seen).toEqual(['refused', '|']);
    isFree(limit);
  });

  it('B6 is refused by limits of pipelines, of groups, and those that adapt', () => {
    const reasons = (outer: object, inner: object, pipelineOptions: object = {}): unknown[] => {
      const seen: string[] = [];
      const run = pipeline(
        stage('inner', (id: string) => of(id), inner),
        pipelineOptions,
      );
      pipeline(
        stage('outer', (id: string) => run([id]), outer),
        pipelineOptions,
      )(['a']).subscribe((outcome) => seen.push(told(outcome)));
      return seen;
    };
    const groups = perKey(() => concurrencyLimit(1));
    const adaptive = adaptiveLimit({ max: 4 });

    expect(reasons({}, {}, { limit: concurrencyLimit(1) })).toEqual(['refused']);
    expect(reasons({ limit: groups.by(() => 'one') }, { limit: groups.by(() => 'one') })).toEqual(['refused']);
    expect(reasons({ limit: groups.by(() => 'one') }, { limit: groups.by(() => 'other') })).toEqual(['[object Object]']);
    expect(reasons({ limit: adaptive }, { limit: adaptive })).toEqual(['refused']);
    expect(groups).toMatchObject({ active: 0, waiting: 0 });
    isFree(adaptive);
  });

  it.each<[string, (limit: Limit) => (id: string) => Observable<unknown>]>([
    ['gather', (limit) => (id) => gather(stage('inner', () => of(id), { limit }))([id])],
    [
      'join',
      (limit) => (id) =>
        join(
          'all',
          stage('inner', () => of(id), { limit }),
        )([id]),
    ],
    ['equal keys', (limit) => (id) => stage('inner', () => of(id), { limit, key: () => 'one' })(from([id, id]))],
    ['a batch', (limit) => (id) => batchStage('inner', (ids: readonly string[]) => of(ids), { limit, max: 9 })([id, id])],
    [
      'a later stage',
      (limit) => (id) =>
        pipeline(
          listStage('first', () => of([id, id])),
          stage('inner', () => of(id), { limit }),
        )([id]),
    ],
    [
      'source order',
      (limit) => (id) =>
        pipeline(
          stage('inner', () => of(id), { limit }),
          { order: 'source' },
        )([id, id]),
    ],
  ])('B6 is refused whatever it is made of: %s', (_, project) => {
    const limit = concurrencyLimit(1);

    expect(play(limit, ['a'], (__, id) => project(limit)(id))).toEqual(['refused', '|']);
    isFree(limit);
  });

  it('B6 is refused in the request of a batch, whose branches are all rejected', () => {
    const limit = concurrencyLimit(1);
    const inner = stage('inner', (id: string) => of(id), { limit });
    const seen: string[] = [];

    batchStage('outer', (ids: readonly string[]) => inner(ids).pipe(map(word), toArray()), { max: 9, limit })(['a', 'b']).subscribe((outcome) =>
      seen.push(told(outcome)),
    );

    expect(seen).toEqual(['refused', 'refused']);
    isFree(limit);
  });

  it('B6 is refused when what else it did is done', () => {
    const limit = concurrencyLimit(1);
    const project = (_: Nested, id: string): Observable<unknown> =>
      pipeline(
        stage('free', () => timer(3), { deliver: true }),
        stage('inner', () => of(id), { limit }),
      )(of(1, 2)).pipe(map(word));

    expect(play(limit, ['a'], project)).toEqual(['0', '0', 'refused', '|']);
    isFree(limit);
  });

  it('B6 is cancelled before it errors, and nothing of it is left', () => {
    const limit = concurrencyLimit(1);
    const events: PipelineEvent[] = [];
    const inner = pipeline(
      stage('inner', (id: string) => of(id), { limit }),
      { onEvent: (event) => events.push(event) },
    );

    stage('outer', (id: string) => inner(of(id)), { limit })(['a']).subscribe();

    expect(events.map(({ type }) => type)).toEqual(['run-started', 'waiting', 'source-ended', 'cancelled', 'run-ended']);
    expect(events.at(-1)).toMatchObject({ status: 'cancelled' });
    isFree(limit);
  });
});

describe('B6 nothing else is refused', () => {
  const work = ({ inner }: Nested, id: string): Observable<string> => inner(id);

  it('B6 while a slot is left', () => {
    expect(play(concurrencyLimit(2), ['a', 'b'], work)).toEqual(['a!', 'b!', '|']);
  });

  it('B6 while another holder works', () => {
    const limit = concurrencyLimit(2);
    const seen: string[] = [];
    testStages(() => {
      stage('other', () => timer(5), { limit })([0]).subscribe();
      const inner = stage('inner', (id: string) => of(id), { limit });
      stage('outer', (id: string) => inner([id]).pipe(map(word)), { limit })(['a']).subscribe((outcome) => seen.push(told(outcome)));
    });

    expect(seen).toEqual(['a']);
  });

  it('B6 while others of the run go on, one of which may end the attempt', () => {
    const limit = concurrencyLimit(1);
    const project = (_: Nested, id: string): Observable<unknown> =>
      pipeline(
        stage('free', (n: number) => timer(n), { deliver: true }),
        stage('inner', () => of(id), { limit }),
      )([1, 2, 3]).pipe(map(word), take(3));

    expect(play(limit, ['a'], project)).toEqual(['0', '0', '0', '|']);
    isFree(limit);
  });

  it('B6 while its source may emit', () => {
    const items = new Subject<number>();
    const seen = play(concurrencyLimit(1), ['a'], ({ limit }) => {
      timer(4).subscribe(items);
      const inner = stage('inner', () => EMPTY, { limit });
      return merge(items.pipe(inner), timer(3)).pipe(take(1));
    });

    expect(seen).toEqual(['0', '|']);
  });

  it('B6 while it waits for a rate, or for a pause to be over', () => {
    expect(play(rateLimit({ max: 1, per: 5 }), ['a', 'b'], work)).toEqual(['a!', 'b!', '|']);
    const paused = concurrencyLimit(2);
    const seen = play(paused, ['a'], ({ inner }, id) => {
      paused.pauseFor(5);
      return inner(id);
    });
    expect(seen).toEqual(['a!', '|']);
  });

  it('B6 while one of its timeouts will reject what waits', () => {
    const limit = concurrencyLimit(1);
    const reasons: unknown[] = [];
    play(limit, ['a'], () =>
      of(0).pipe(
        stage('inner', () => of(0), { limit, timeout: { queue: 4 } }),
        map((outcome) => reasons.push(isRejected(outcome) && outcome.reason)),
      ),
    );

    expect(reasons).toEqual([expect.any(StageTimeoutError)]);
  });

  it('B6 while the project itself subscribes to it and goes on without it', () => {
    const late: string[] = [];
    const seen = play(concurrencyLimit(1), ['a'], ({ inner }, id) => {
      inner(id).subscribe((each) => late.push(each));
      return timer(3);
    });

    expect({ seen, late }).toEqual({ seen: ['0', '|'], late: ['a!'] });
  });

  it('B6 while the attempt holds another limit', () => {
    const limit = concurrencyLimit(1);
    const [own, other] = [concurrencyLimit(1), concurrencyLimit(1)];

    expect(play(limit, ['a', 'b'], (_, id) => stage('inner', () => of(id), { limit: [own, other] })([id]).pipe(map(word)))).toEqual(['a', 'b', '|']);
  });
});

describe('B6 what is not seen waits until it is cancelled', () => {
  it.each<[string, (inner: AsyncIterableObservable<unknown>) => Observable<unknown> | Promise<unknown> | AsyncIterable<unknown>]>([
    ['an async function that awaits it', (inner) => lastValueFrom(inner)],
    ['an async generator that iterates it', (inner) => ({ [Symbol.asyncIterator]: () => inner[Symbol.asyncIterator]() })],
    ['an Observable that shares it', (inner) => inner.pipe(share())],
  ])('C1 %s, and then nothing is left', (_, around) => {
    const limit = concurrencyLimit(1);
    const inner = pipeline(stage('inner', () => NEVER, { limit }));
    const seen: unknown[] = [];

    const running = stage('outer', (id: string, { signal }) => around(inner.with({ signal })([id])), { limit })(['a']).subscribe((outcome) =>
      seen.push(outcome),
    );
    expect(limit).toMatchObject({ active: 1 });
    running.unsubscribe();

    expect(seen).toEqual([]);
    isFree(limit);
  });

  it('C1 a branch that follows the attempt around it, by a key and a cache', () => {
    const options = { key: String, cache: memoryCache() };
    const inner = stage('user', () => of(0), options);
    const seen: unknown[] = [];

    const running = stage('user', (id: string) => inner([id]), options)(['a']).subscribe((outcome) => seen.push(outcome));
    expect(running.closed).toBe(false);
    running.unsubscribe();
    inner(['a']).subscribe((outcome) => seen.push(word(outcome)));

    expect(seen).toEqual(['0']);
  });
});
