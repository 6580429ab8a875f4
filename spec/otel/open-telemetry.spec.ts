import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { map, NEVER, Observable, of, Subscription, throwError, timer, VirtualTimeScheduler, type SchedulerLike } from 'rxjs';
import { batchStage, concurrencyLimit, listStage, memoryCache, pipeline, remote, stage, type JobQueue, type PipelineEvent } from 'rxjs-stages';
import { openTelemetry } from 'rxjs-stages/otel';
import { all } from '../support/consume';
import { turn, Unhandled } from '../support/unhandled';
import { parentIdOf, Recorded } from './recorded';

let recorded: Recorded;
let unhandled: Unhandled;

beforeEach(() => {
  recorded = new Recorded();
  unhandled = new Unhandled();
});

afterEach(async () => {
  await turn();
  await recorded.close();
  unhandled.stop();
  if (unhandled.reasons.length > 0) throw new Error('something was not handled', { cause: unhandled.reasons });
});

const idOf = (span: { spanContext(): { readonly spanId: string } }): string => span.spanContext().spanId;
const activeId = (): string | undefined => trace.getActiveSpan()?.spanContext().spanId;

/** Fails once for each input, then answers. */
function flaky(): (n: number) => Promise<number> {
  const seen = new Set<number>();
  return (n) =>
    seen.has(n) ? Promise.resolve(n) : (seen.add(n), Promise.reject(Object.assign(new Error(`no ${String(n)}`), { code: 'ECONNRESET' })));
}

describe('spans', () => {
  it('are one for the run and one for each attempt, whose parent is that of the parent branch', async () => {
    const search = listStage('search', (n: number) => Promise.resolve([n, n + 1]));
    const detail = stage('detail', flaky(), { retry: { count: 1, delay: 0 } });

    await all(pipeline(search, detail, openTelemetry(recorded.options))([10]));

    const run = recorded.span('pipeline');
    const parent = recorded.span('search');
    expect(run.attributes).toMatchObject({
      'rxjs_stages.status': 'completed',
      'rxjs_stages.stages': ['search', 'detail'],
      'rxjs_stages.branches': 3,
      'rxjs_stages.failures': 0,
    });
    expect([parentIdOf(run), parentIdOf(parent)]).toEqual([undefined, idOf(run)]);
    const details = recorded.spans.filter(({ name }) => name === 'detail');
    expect(
      details.map((span) => [parentIdOf(span), span.attributes['rxjs_stages.path'], span.attributes['rxjs_stages.attempt'], span.status.code]),
    ).toEqual([
      [idOf(parent), '0.0', 1, SpanStatusCode.ERROR],
      [idOf(parent), '0.1', 1, SpanStatusCode.ERROR],
      [idOf(parent), '0.0', 2, SpanStatusCode.UNSET],
      [idOf(parent), '0.1', 2, SpanStatusCode.UNSET],
    ]);
    expect(details[0]).toMatchObject({ attributes: { 'error.type': 'ECONNRESET' }, status: { message: 'no 10' }, events: [] });
    expect(JSON.stringify(recorded.spans.map(({ attributes }) => attributes))).not.toContain('input');
  });

  it('are children of the span that is active when the run is subscribed to', async () => {
    await recorded.tracer.startActiveSpan('request', async (span) => {
      await all(
        pipeline(
          stage('s', (n: number) => of(n)),
          openTelemetry(recorded.options),
        )([1]),
      );
      span.end();
    });

    expect(parentIdOf(recorded.span('pipeline'))).toBe(idOf(recorded.span('request')));
  });

  it('are active in project, in the subscription of its Observable and behind an await, and nowhere else', async () => {
    const seen: (readonly [string, string | undefined])[] = [];
    const see = (where: string): void => void seen.push([where, activeId()]);
    const limit = concurrencyLimit(1);
    const first = stage(
      'first',
      async (n: number) => {
        see('first');
        await Promise.resolve();
        see('first, later');
        return n;
      },
      { limit },
    );
    const later = (n: number) =>
      new Observable<number>((subscriber) => {
        see('second');
        return timer(1)
          .pipe(map(() => n))
          .subscribe(subscriber);
      });
    const second = stage('second', later, { limit });
    const { onEvent, around } = openTelemetry(recorded.options);

    await new Promise<void>((resolve) => {
      const listening = (event: PipelineEvent): void => {
        see('event');
        onEvent(event);
      };
      pipeline(first, second, { onEvent: listening, around })([1, 2]).subscribe({
        next: () => {
          see('delivery');
        },
        complete: () => {
          see('end');
          resolve();
        },
      });
    });

    const ids = (name: string): string[] => recorded.spans.filter((span) => span.name === name).map(idOf);
    const at = (where: string): Set<string | undefined> => new Set(seen.filter(([place]) => place === where).map(([, id]) => id));
    expect(at('first')).toEqual(new Set(ids('first')));
    expect(at('first, later')).toEqual(new Set(ids('first')));
    expect(at('second')).toEqual(new Set(ids('second')));
    expect([...at('event'), ...at('delivery'), ...at('end')]).toEqual([undefined, undefined, undefined]);
  });

  it('keep the traces of two requests apart that share a limit', async () => {
    const limit = concurrencyLimit(1);
    const chain = pipeline(
      listStage('list', (n: number) => Promise.resolve([n, n])),
      stage('item', (n: number) => Promise.resolve(n), { limit }),
      { limit, ...openTelemetry(recorded.options) },
    );
    const request = (name: string) =>
      recorded.tracer.startActiveSpan(name, async (span) => {
        await all(chain([1, 2]));
        span.end();
      });

    await Promise.all([request('ann'), request('bob')]);

    for (const name of ['ann', 'bob']) {
      const { traceId } = recorded.span(name).spanContext();
      expect(
        recorded.spans
          .filter((span) => span.spanContext().traceId === traceId)
          .map((span) => span.name)
          .sort(),
      ).toEqual([name, 'item', 'item', 'item', 'item', 'list', 'list', 'pipeline'].sort());
    }
  });

  it("are a trace for each root, linked to the run's span, where that is asked for", async () => {
    const search = listStage('search', (n: number) => Promise.resolve([n, n + 1]));
    const detail = stage('detail', (n: number) => (n === 21 ? Promise.reject(new Error('no')) : Promise.resolve(n)));

    await all(pipeline(search, detail, openTelemetry({ ...recorded.options, traces: 'root' }))([10, 20]));

    const run = recorded.span('pipeline');
    const roots = recorded.spans.filter(({ name }) => name === 'root');
    expect(roots.map(({ links, attributes }) => [links.map((link) => link.context.spanId), attributes])).toEqual([
      [[idOf(run)], { 'rxjs_stages.stage': 'search', 'rxjs_stages.path': '0' }],
      [[idOf(run)], { 'rxjs_stages.stage': 'search', 'rxjs_stages.path': '1', 'rxjs_stages.failed': true }],
    ]);
    expect(new Set(roots.map((root) => root.spanContext().traceId)).size).toBe(2);
    for (const root of roots) {
      const own = recorded.spans.filter((span) => span.spanContext().traceId === root.spanContext().traceId);
      expect(own.map(({ name }) => name).sort()).toEqual(['detail', 'detail', 'root', 'search']);
      const parent = own.find(({ name }) => name === 'search');
      expect(parent && parentIdOf(parent)).toBe(idOf(root));
    }
    expect(run.attributes['rxjs_stages.failures']).toBe(1);
  });

  it('of a batch are linked to that of its first branch, in which the request is made', async () => {
    let made: string | undefined;
    const many = batchStage('many', (ids: readonly number[]) => ((made = activeId()), Promise.resolve(ids)), { max: 3 });

    await all(pipeline(many, openTelemetry(recorded.options))([1, 2, 3]));

    const [first, ...others] = recorded.spans
      .filter(({ name }) => name === 'many')
      .sort((one, other) => Number(one.attributes['rxjs_stages.branch']) - Number(other.attributes['rxjs_stages.branch']));
    expect(first && idOf(first)).toBe(made);
    expect(others.map(({ links }) => links.map((link) => link.context.spanId))).toEqual([[made], [made]]);
  });

  it('say what `attributes` adds', async () => {
    const attributes = ({ input }: { readonly input: unknown }) => ({ 'app.id': Number(input) });
    await all(
      pipeline(
        stage('s', (n: number) => of(n)),
        openTelemetry({ tracer: recorded.tracer, attributes }),
      )([7]),
    );

    expect(recorded.span('s').attributes['app.id']).toBe(7);
  });

  it.each<[string, () => unknown]>([
    ['retried', () => stage('s', flaky(), { retry: { count: 1, delay: 0 } })],
    ['rejected', () => stage('s', () => throwError(() => undefined))],
    ['timed out', () => stage('s', () => NEVER, { timeout: { attempt: 5, total: 12 }, retry: { count: 9, delay: 0 }, concurrency: 2 })],
    ['timed out while it waits', () => stage('s', () => NEVER, { timeout: { queue: 3 }, concurrency: 1 })],
    ['cancelled', () => stage('s', () => NEVER, { concurrency: 1 })],
    ['served', () => stage('s', flaky(), { key: () => 'one', retry: { count: 9, delay: 0 } })],
    ['paged', () => stage('s', (n: number) => of(n), { nextPage: (n: number) => (n < 9 ? n + 1 : undefined) })],
    ['atomic', () => stage('s', (n: number) => [n, n], { atomic: true })],
  ])('end once when branches are %s', async (_, make) => {
    for (const traces of ['one', 'root'] as const) {
      const scheduler = new VirtualTimeScheduler();
      const run = pipeline(make() as never, { ...openTelemetry({ ...recorded.options, traces }), scheduler } as never) as unknown as (
        source: readonly number[],
      ) => Observable<unknown>;
      const subscription = run([1, 2, 3]).subscribe();
      for (let at = 0; at < 20; at++) await Promise.resolve();
      scheduler.schedule(() => {
        subscription.unsubscribe();
      }, 100);
      scheduler.flush();
      await turn();
      subscription.unsubscribe();
    }

    expect([recorded.spans.length, recorded.ended]).toEqual([recorded.started, recorded.started]);
    expect(recorded.started).toBeGreaterThan(4);
  });

  it('of a run that errors say so', async () => {
    const errored = all(
      pipeline(
        stage('s', (n: number) => of(n)),
        openTelemetry(recorded.options),
      )(throwError(() => new TypeError('the source'))),
    );
    await expect(errored).rejects.toThrow('the source');

    expect(recorded.span('pipeline')).toMatchObject({
      attributes: { 'rxjs_stages.status': 'errored', 'error.type': 'TypeError' },
      status: { code: SpanStatusCode.ERROR, message: 'the source' },
    });
  });
});

describe('attempts of a remote stage', () => {
  /** Answers after 2 s of virtual time. @param duration - what a worker says of that */
  async function run(duration: number, fails = false): Promise<void> {
    let now = 0;
    const scheduler = { now: () => now, schedule: () => Subscription.EMPTY } as unknown as SchedulerLike;
    const queue: JobQueue = {
      run: (_, __, report) => {
        now += 2000;
        report?.({ worker: 'w', duration });
        return fails ? Promise.reject(new Error('no')) : Promise.resolve([1]);
      },
      close: () => Promise.resolve(),
    };
    const job = stage('job', (n: number) => of(n));
    await all(pipeline(remote(job, queue), { scheduler, ...openTelemetry(recorded.options) })([1]));
  }

  it.each([
    [500, 500, 1.5],
    [9000, 2000, 0],
    [-1, 0, 2],
    [NaN, 0, 2],
  ])('name the worker, and how long it worked: %d ms', async (duration, worked, queued) => {
    await run(duration);

    expect(recorded.span('job').attributes).toMatchObject({ 'rxjs_stages.worker': 'w', 'rxjs_stages.work_ms': worked });
    expect(await recorded.points('rxjs_stages.remote_queue.duration')).toEqual([[{ 'rxjs_stages.stage': 'job' }, [1, queued]]]);
  });

  it('say so if they fail, too', async () => {
    await run(500, true);

    expect(recorded.span('job')).toMatchObject({
      attributes: { 'rxjs_stages.worker': 'w', 'rxjs_stages.work_ms': 500, 'error.type': 'Error' },
      status: { code: SpanStatusCode.ERROR },
    });
  });

  it('are the only ones that have a worker', async () => {
    const local = stage('local', (n: number) => of(n));
    await all(pipeline(local, openTelemetry(recorded.options))([1]));

    expect(Object.keys(recorded.span('local').attributes).filter((name) => name.includes('work'))).toEqual([]);
    expect(await recorded.points('rxjs_stages.remote_queue.duration')).toEqual([]);
  });
});

describe('metrics', () => {
  it('count and measure by stage, with few attributes', async () => {
    const limited = stage('s', flaky(), { retry: { count: 1, delay: 0 }, key: (n: number) => String(n % 3), cache: memoryCache({ max: 9 }) });
    const failing = stage('t', () => Promise.reject(Object.assign(new Error('x'), { response: { status: 503 } })));
    const hooks = openTelemetry(recorded.options);

    await all(pipeline(limited, failing, hooks)([1, 2, 3, 4]));

    const s = { 'rxjs_stages.stage': 's' };
    const t = { 'rxjs_stages.stage': 't' };
    expect(await recorded.points('rxjs_stages.retries')).toEqual([[{ ...s, 'error.type': 'ECONNRESET' }, 3]]);
    expect(await recorded.points('rxjs_stages.branches.served')).toEqual([[{ ...s, 'rxjs_stages.served_by': 'attempt' }, 1]]);
    expect(await recorded.points('rxjs_stages.attempts.in_flight')).toEqual([
      [s, 0],
      [t, 0],
    ]);
    expect(await recorded.points('rxjs_stages.branches.waiting')).toEqual([
      [s, 0],
      [t, 0],
    ]);
    expect(await recorded.points('rxjs_stages.attempt.duration')).toEqual([
      [{ ...s, 'rxjs_stages.status': 'rejected', 'error.type': 'ECONNRESET' }, [3, expect.any(Number)]],
      [{ ...s, 'rxjs_stages.status': 'fulfilled' }, [3, expect.any(Number)]],
      [{ ...t, 'rxjs_stages.status': 'rejected', 'error.type': '503' }, [4, expect.any(Number)]],
    ]);
    expect(await recorded.points('rxjs_stages.branch.duration')).toEqual([
      [{ ...s, 'rxjs_stages.status': 'fulfilled' }, [4, expect.any(Number)]],
      [{ ...t, 'rxjs_stages.status': 'rejected', 'error.type': '503' }, [4, expect.any(Number)]],
    ]);
    expect((await recorded.points('rxjs_stages.queue.duration')).map(([attributes, point]) => [attributes, (point as number[])[0]])).toEqual([
      [s, 6],
      [t, 4],
    ]);
  });

  it('come back to zero when a run is cancelled, and measure in seconds', async () => {
    const scheduler = new VirtualTimeScheduler();
    const running = pipeline(
      stage('s', () => NEVER, { concurrency: 1 }),
      { ...openTelemetry({ meter: recorded.meter }), scheduler },
    )(of(1, 2)).subscribe();
    scheduler.schedule(() => {
      running.unsubscribe();
    }, 1500);
    expect(await recorded.points('rxjs_stages.attempts.in_flight')).toEqual([[{ 'rxjs_stages.stage': 's' }, 1]]);
    scheduler.flush();

    const cancelled = { 'rxjs_stages.stage': 's', 'rxjs_stages.status': 'cancelled' };
    expect(await recorded.points('rxjs_stages.attempts.in_flight')).toEqual([[{ 'rxjs_stages.stage': 's' }, 0]]);
    expect(await recorded.points('rxjs_stages.branches.waiting')).toEqual([[{ 'rxjs_stages.stage': 's' }, 0]]);
    expect(await recorded.points('rxjs_stages.attempt.duration')).toEqual([[cancelled, [1, 1.5]]]);
    expect(await recorded.points('rxjs_stages.branch.duration')).toEqual([[cancelled, [2, 3]]]);
  });
});

it('refuses options that are invalid', () => {
  expect(() => openTelemetry({ traces: 'all' as never })).toThrow(`openTelemetry: traces must be 'one' or 'root', got 'all'`);
  expect(() => openTelemetry({ tracer: {} as never })).toThrow('openTelemetry: tracer must be a Tracer, got an object');
  expect(() => openTelemetry({ meter: 1 as never })).toThrow('openTelemetry: meter must be a Meter, got 1');
});

it('works without an SDK', async () => {
  context.disable();
  expect(
    await all(
      pipeline(
        stage('s', (n: number) => of(n)),
        openTelemetry(),
      )([1]),
    ),
  ).toHaveLength(1);
});
