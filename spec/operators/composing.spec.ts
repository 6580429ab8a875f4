import {
  asyncScheduler,
  bufferTime,
  catchError,
  concatMap,
  defer,
  EMPTY,
  exhaustMap,
  forkJoin,
  map,
  merge,
  of,
  retry,
  share,
  shareReplay,
  switchMap,
  take,
  takeUntil,
  tap,
  throwError,
  timeout,
  timer,
  toArray,
  withLatestFrom,
  type Observable,
  type Subscription,
} from 'rxjs';
import {
  assemble,
  concurrencyLimit,
  fork,
  gather,
  join,
  listStage,
  pipeline,
  stage,
  unwrap,
  type AsyncIterableObservable,
  type Outcome,
} from 'rxjs-stages';
import { marbles, word } from '../support/marbles';

type Work = (terms: readonly string[]) => AsyncIterableObservable<Outcome>;

/** Two rounds of requests under a limit, some of which are retried; and what is in flight. */
class Requests {
  readonly limit = concurrencyLimit(3);
  started = 0;
  inFlight = 0;
  /** The signals of requests that were unsubscribed from before they had answered. */
  readonly cut: AbortSignal[] = [];

  readonly search = listStage('search', (term: string, { signal }) => this.request(2, signal, () => of([`${term}1`, `${term}2`])), {
    limit: this.limit,
  });
  readonly detail = stage(
    'detail',
    (hit: string, { signal, attempt }) => this.request(3, signal, () => (hit.endsWith('2') && attempt === 1 ? throwError(() => 'busy') : of(hit))),
    { limit: this.limit, concurrency: 2, retry: { count: 1, delay: 2 } },
  );

  readonly work: Work = (terms) => pipeline(this.search, this.detail)(terms);

  private request<T>(ms: number, signal: AbortSignal, answer: () => Observable<T>): Observable<T> {
    return defer(() => {
      this.started++;
      this.inFlight++;
      return timer(ms).pipe(
        switchMap(answer),
        tap({
          unsubscribe: () => this.cut.push(signal),
          finalize: () => this.inFlight--,
        }),
      );
    });
  }
}

type Composed = (requests: Requests) => Observable<unknown>;

const COMPOSED: Readonly<Record<string, Composed>> = {
  alone: ({ work }) => work(['a', 'b']).pipe(map(word)),
  'in pipe()': ({ search, detail }) => of('a', 'b').pipe(pipeline(search, detail), map(word)),
  'within switchMap': ({ work }) =>
    timer(0, 4).pipe(
      take(2),
      switchMap((n) => work([`${String(n)}a`, 'b'])),
      map(word),
    ),
  'within exhaustMap': ({ work }) =>
    timer(0, 4).pipe(
      take(3),
      exhaustMap((n) => work([`${String(n)}a`])),
      map(word),
    ),
  'within concatMap': ({ work }) =>
    of('a', 'b').pipe(
      concatMap((term) => work([term])),
      map(word),
    ),
  'under takeUntil': ({ work }) => work(['a', 'b']).pipe(map(word), takeUntil(timer(7))),
  'under take': ({ work }) => work(['a', 'b']).pipe(take(2), map(word)),
  'under share': ({ work }) => work(['a', 'b']).pipe(map(word), share()),
  'under shareReplay with refCount': ({ work }) => work(['a', 'b']).pipe(map(word), shareReplay({ bufferSize: Infinity, refCount: true })),
  'under withLatestFrom': ({ work }) => work(['a', 'b']).pipe(map(word), withLatestFrom(timer(0, 3))),
  'under bufferTime': ({ work }) => work(['a', 'b']).pipe(map(word), bufferTime(4)),
  'under catchError': ({ work }) =>
    work(['a', 'b']).pipe(
      unwrap(),
      catchError(() => EMPTY),
    ),
  'under retry': ({ search, detail }) =>
    pipeline(
      search,
      detail.with({ retry: 0 }),
    )(['a', 'b']).pipe(
      unwrap(),
      retry(1),
      catchError((reason: unknown) => of(reason)),
    ),
  'under timeout': ({ work }) =>
    work(['a', 'b']).pipe(
      map(word),
      timeout(4),
      catchError(() => of('late')),
    ),
  'in forkJoin': ({ work }) => forkJoin([work(['a']).pipe(map(word), toArray()), work(['b']).pipe(map(word), toArray())]),
  'in merge': ({ work }) => merge(work(['a']), work(['b'])).pipe(map(word)),
  'within a stage': ({ work }) => stage('outer', (term: string) => work([term]).pipe(map(word)))(['a', 'b']).pipe(map(word)),
  'within a stage that times out and is retried': ({ work }) =>
    stage('outer', (term: string) => work([term]).pipe(toArray()), { timeout: 6, retry: { count: 1, delay: 1 } })(['a', 'b']).pipe(map(word)),
  'with a join in a fork': ({ search, detail }) =>
    pipeline(
      search,
      fork(
        join('all', detail),
        stage('other', (hit: string) => of(hit)),
      ),
    )(['a', 'b']),
  gathered: ({ search, detail }) => gather(pipeline(search, detail))(['a', 'b']),
  assembled: ({ search, detail }) => assemble(pipeline(search, detail))(['a', 'b']),
};

/** Plays it, and cancels it at a time if one is given; then it is subscribed to once more. */
function play(composed: Composed, cancelledAt?: number) {
  const requests = new Requests();
  const again: unknown[] = [];
  let left: object | undefined;
  marbles(() => {
    const results = composed(requests);
    const subscribe = (): Subscription =>
      results.subscribe({
        next: (value) => again.push(value),
        complete: () => again.push('|'),
      });
    if (cancelledAt === undefined) {
      subscribe();
      return;
    }
    const first = results.subscribe();
    asyncScheduler.schedule(() => {
      first.unsubscribe();
      const { inFlight, limit, started, cut } = requests;
      left = { inFlight, held: limit.active, waiting: limit.waiting, running: cut.filter(({ aborted }) => !aborted).length };
      // What is started after that belongs to the second run.
      asyncScheduler.schedule(() => {
        left = { ...left, startedLater: requests.started - started };
        subscribe();
      }, 20);
    }, cancelledAt);
  });
  const { inFlight, limit, cut } = requests;
  return { again, left, cut: cut.length, after: { inFlight, held: limit.active, waiting: limit.waiting } };
}

const NOTHING = { inFlight: 0, held: 0, waiting: 0 };
const TIMES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

describe.each(Object.entries(COMPOSED))('C1 a pipeline %s', (_, composed) => {
  it('C1 leaves nothing behind whenever it is cancelled, and aborts the signals of what was in flight', () => {
    const played = TIMES.map((time) => play(composed, time));

    expect(played.map(({ left }) => left)).toEqual(TIMES.map(() => ({ ...NOTHING, running: 0, startedLater: 0 })));
    expect(Math.max(...played.map(({ cut }) => cut))).toBeGreaterThan(0);
  });

  it('S1 has all its results when it is subscribed to again', () => {
    const { again, after } = play(composed);
    const shown = JSON.stringify(again);

    expect(again.length).toBeGreaterThan(1);
    expect(after).toEqual(NOTHING);
    for (const time of TIMES) expect(JSON.stringify(play(composed, time).again)).toBe(shown);
  });
});
