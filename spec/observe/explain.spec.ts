import { map, merge, mergeMap, NEVER, take, throwError, timer, type Observable } from 'rxjs';
import { concurrencyLimit, listStage, pipeline, rateLimit, stage } from 'rxjs-stages';
import { explain, timeline, type Explanation, type Span } from 'rxjs-stages/observe';
import { span, timelineOf } from '../support/timelines';
import { virtualRun, type Virtual } from './virtual-run';

function explained(run: (virtual: Virtual) => Observable<unknown>): Explanation {
  return explain(virtualRun(run));
}

/** `concurrency user: 4 of 6`: ms of the critical path, and of all branches. */
function drawn({ bounds }: Explanation): string[] {
  return bounds.map(
    ({ kind, stage: name, critical, waited }) => `${[kind, name].filter(Boolean).join(' ')}: ${String(critical)} of ${String(waited)}`,
  );
}

function path({ criticalPath }: Explanation): string[] {
  return criticalPath.map(({ kind, branch, start, end, heldUp }) =>
    `${kind} ${String(branch)} ${String(start)}-${String(end)} ${heldUp?.kind ?? ''}`.trim(),
  );
}

describe('explain', () => {
  it('finds the way to the end through slots, and what a barrier would cost', () => {
    const run = explained(({ scheduler, onEvent }) => {
      const list = listStage('list', (n: number) => timer(n, scheduler).pipe(map(() => [n, n])), { concurrency: 3 });
      const item = stage('item', () => timer(4, scheduler), { concurrency: 1 });
      return pipeline(list, item, { scheduler, onEvent })([1, 2, 9]);
    });

    expect(run).toMatchObject({ makespan: 25, barrier: 33, lowerBound: 24, lowerBoundOf: { stage: 'item' }, sampled: 1 });
    expect(path(run)).toEqual([
      'attempt 1 0-1',
      'attempt 4 1-5 concurrency',
      'attempt 5 5-9 concurrency',
      'attempt 6 9-13 concurrency',
      'attempt 7 13-17 concurrency',
      'attempt 8 17-21 concurrency',
      'attempt 9 21-25',
    ]);
    expect(drawn(run)).toEqual(['concurrency item: 20 of 42']);
    expect(run.slowest[0]).toEqual({ branch: 3, stage: 'list', path: [2], attempt: 1, page: 1, ms: 9, status: 'fulfilled' });
  });

  it('tells how much of the critical path jobs of remote stages were queued', () => {
    const at = (start: number, end: number, duration: number): Span => span('attempt fulfilled', start, end, { work: { worker: 'w', duration } });
    const run = timelineOf(
      [{ name: 'search', concurrency: 1, followers: ['detail'] }, { name: 'detail' }],
      [
        { spans: [at(0, 100, 70)] },
        { path: [1], spans: [span('waiting', 0, 100), span('attempt rejected', 100, 150), at(150, 200, -1)] },
        { stage: 'detail', parent: 2, path: [1, 0], start: 180, spans: [at(180, 300, 20)] },
        { stage: 'detail', parent: 1, path: [0, 0], start: 100, spans: [at(100, 150, 1)] },
      ],
    );

    // 30 of the first, 30 of the second until it emitted, and 100 of the third.
    expect(path(explain(run))).toEqual(['attempt 1 0-100 concurrency', 'attempt 2 100-150', 'attempt 2 150-180', 'attempt 3 180-300']);
    expect(explain(run).queued).toBe(160);
    expect(explain(timelineOf([{ name: 'search' }], [{ spans: [span('attempt fulfilled', 0, 100)] }])).queued).toBe(0);
  });

  it('blames the slots of the pipeline', () => {
    const run = explained(({ scheduler, onEvent }) =>
      pipeline(
        stage('user', () => timer(5, scheduler)),
        { concurrency: 1, scheduler, onEvent },
      )(timer(0, 0, scheduler).pipe(take(3))),
    );

    expect(drawn(run)).toEqual(['pipeline: 10 of 15']);
    expect(run).toMatchObject({ makespan: 15, lowerBound: 15, lowerBoundOf: 'pipeline' });
  });

  it('blames the source for roots that come late', () => {
    const run = explained(({ scheduler, onEvent }) =>
      pipeline(
        stage('user', () => timer(5, scheduler)),
        { scheduler, onEvent },
      )(timer(0, 8, scheduler).pipe(take(3))),
    );

    expect(path(run)).toEqual(['source 1 0-16 source', 'attempt 3 16-21']);
    expect(drawn(run)).toEqual(['source: 16 of 0']);
  });

  it('blames a stage for roots that are pulled late', () => {
    const run = explained(({ scheduler, onEvent }) =>
      pipeline(
        stage('user', () => timer(5, scheduler), { concurrency: 1 }),
        { scheduler, onEvent },
      )([1, 2, 3]),
    );

    expect(path(run)).toEqual(['attempt 1 0-5 concurrency', 'attempt 2 5-10 concurrency', 'attempt 3 10-15']);
    expect(drawn(run)).toEqual(['concurrency user: 10 of 0']);
  });

  it('blames the next stage where as many wait before it as may', () => {
    const run = explained(({ scheduler, onEvent }) => {
      const first = stage('first', (n: number) => timer(1, scheduler).pipe(map(() => n)), { concurrency: 2 });
      const second = stage('second', () => timer(10, scheduler), { concurrency: 1 });
      return pipeline(first, second, { highWaterMark: 1, scheduler, onEvent })(timer(0, 0, scheduler).pipe(take(4)));
    });

    expect(drawn(run).filter((line) => line.startsWith('highWaterMark'))).toEqual([expect.stringMatching(/^highWaterMark second: \d+ of \d+$/)]);
    expect(drawn(run)[0]).toMatch(/^concurrency second/);
  });

  it('blames limits, and their pauses', () => {
    const limited = explained(({ scheduler, onEvent }) => {
      const user = stage('user', () => timer(1, scheduler), { limit: rateLimit({ max: 1, per: 7, scheduler }) });
      return pipeline(user, { scheduler, onEvent })(timer(0, 0, scheduler).pipe(take(3)));
    });
    const paused = explained(({ scheduler, onEvent }) => {
      const limit = concurrencyLimit(1, { scheduler });
      const busy = stage(
        'busy',
        (_: number, { attempt }) => timer(2, scheduler).pipe(mergeMap(() => (attempt === 1 ? throwError(() => 429) : [1]))),
        {
          limit,
          retry: { count: 1, delay: 3, pause: () => 20 },
        },
      );
      return pipeline(busy, { scheduler, onEvent })([1]);
    });

    expect(drawn(limited)).toEqual(['limit user: 14 of 21']);
    expect(drawn(paused)).toEqual(['pause busy: 17 of 17', 'backoff busy: 3 of 3']);
    expect(path(paused)).toEqual(['attempt 1 0-2', 'backoff 1 2-5 backoff', 'waiting 1 5-22 pause', 'attempt 1 22-24']);
  });

  it('blames the attempt of another branch that has the same key', () => {
    const run = explained(({ scheduler, onEvent }) => {
      const user = stage('user', (n: number) => timer(6, scheduler).pipe(map(() => n)), { key: String });
      const next = stage('next', () => timer(2, scheduler), { concurrency: 1 });
      return pipeline(user, next, { scheduler, onEvent })(merge([1], timer(2, scheduler).pipe(map(() => 1))));
    });

    expect(drawn(run)).toEqual(['concurrency next: 2 of 2', 'served user: 0 of 4']);
  });

  it('says how much of a run it knows, and explains one that is still open', () => {
    const timelines: Explanation[] = [];
    const run = virtualRun(({ scheduler, onEvent }) => {
      onEvent.pipe(timeline({ max: 10 })).subscribe((each) => timelines.push(explain(each)));
      return pipeline(
        stage('user', () => timer(1, scheduler)),
        { scheduler, onEvent },
      )(Array.from({ length: 100 }, (_, n) => n));
    });
    const open = explained(({ scheduler, onEvent }) =>
      merge(
        pipeline(
          stage('user', () => NEVER),
          { scheduler, onEvent },
        )([1]),
        timer(5, scheduler),
      ),
    );

    expect(explain(run).sampled).toBe(1);
    expect(timelines.map(({ sampled }) => sampled)).toEqual([0.1]);
    expect(open.makespan).toBe(0);
  });

  it('explains a run without roots', () => {
    const run = explained(({ scheduler, onEvent }) =>
      pipeline(
        stage('user', () => NEVER),
        { scheduler, onEvent },
      )([]),
    );

    expect(run).toEqual({
      makespan: 0,
      barrier: 0,
      lowerBound: 0,
      lowerBoundOf: 'chain',
      criticalPath: [],
      queued: 0,
      bounds: [],
      slowest: [],
      sampled: 1,
    });
  });
});
