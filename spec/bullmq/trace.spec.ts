import { AsyncLocalStorage } from 'node:async_hooks';
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { Job } from 'bullmq';
import { pipeline, remote, stage } from 'rxjs-stages';
import { jobQueue, serve } from 'rxjs-stages/bullmq';
import { openTelemetry } from 'rxjs-stages/otel';
import type { JobData } from '../../src/bullmq/job-data';
import { JobTracing } from '../../src/bullmq/trace';
import { all } from '../support/consume';
import { Queue } from './fake-bullmq';

jest.mock('bullmq', () => jest.requireActual<object>('./fake-bullmq'));

let exporter: InMemorySpanExporter;
let provider: NodeTracerProvider;

beforeEach(() => {
  exporter = new InMemorySpanExporter();
  provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  provider.register();
});

afterEach(async () => {
  await provider.shutdown();
  for (const api of [trace, context, propagation]) api.disable();
  Queue.added = () => undefined;
});

const idOf = (span: ReadableSpan): string => span.spanContext().spanId;
const named = (name: string): readonly ReadableSpan[] => exporter.getFinishedSpans().filter((span) => span.name === name);
const loaded = (): JobTracing => JobTracing.load() as JobTracing;

/** A job whose trace is that of a span. */
function jobOf(carrier: JobData['trace']): Job<JobData> {
  const data = { inputs: '["secret"]', path: [3, 0], key: 'secret', page: 1, attempt: 2, run: 'r', by: 'b', ...(carrier && { trace: carrier }) };
  return { id: 'job-1', name: 'detail', data } as Partial<Job<JobData>> as Job<JobData>;
}

const PLACE = { queue: 'q', worker: 'w' };
const { signal } = new AbortController();

describe('traces of jobs', () => {
  it('lead from each attempt to what its project does in a worker', async () => {
    const double = stage('double', async (n: number) => {
      await Promise.resolve();
      trace
        .getTracer('client')
        .startSpan(`GET ${String(n)}`)
        .end();
      return 2 * n;
    });
    await using worker = await trace.getTracer('app').startActiveSpan('start', async (span) => {
      span.end();
      return serve([double], { queue: 'traced', connection: 'redis://localhost', name: 'w', signals: [] });
    });
    await using queue = await jobQueue({ queue: 'traced', connection: 'redis://localhost' });
    await all(pipeline(remote(double, queue), openTelemetry())([1, 2, 3]));

    expect(worker).toBeDefined();
    const [run] = named('pipeline');
    const attempts = named('double');
    const processed = named('process double');
    expect(attempts).toHaveLength(3);
    for (const [index, attempt] of attempts.entries()) {
      const path = attempt.attributes['rxjs_stages.path'];
      const own = processed.find((span) => span.attributes['rxjs_stages.path'] === path);
      expect(own?.parentSpanContext).toMatchObject({ spanId: idOf(attempt), isRemote: true });
      const [request] = named(`GET ${String(index + 1)}`);
      expect(request?.parentSpanContext?.spanId).toBe(own && idOf(own));
      expect(request?.spanContext().traceId).toBe(run?.spanContext().traceId);
    }
  });

  it('lead from the span that is active when the run is subscribed to, if its attempts have none', async () => {
    const echo = stage('echo', (n: number) => Promise.resolve(n));
    await using worker = await serve([echo], { queue: 'plain', connection: 'redis://localhost', signals: [] });
    await using queue = await jobQueue({ queue: 'plain', connection: 'redis://localhost' });
    await trace.getTracer('app').startActiveSpan('request', async (span) => {
      await all(pipeline(remote(echo, queue))([1]));
      span.end();
    });

    expect(worker).toBeDefined();
    const [request] = named('request');
    expect(named('process echo').map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual([request && idOf(request)]);
  });

  it('have a span for each job, which says where it ran and nothing of its input', async () => {
    await loaded().process(jobOf(undefined), PLACE, signal, () => Promise.resolve());

    const [span] = named('process detail');
    expect(span).toMatchObject({ kind: SpanKind.CONSUMER, status: { code: SpanStatusCode.UNSET } });
    expect(span?.parentSpanContext).toBeUndefined();
    expect(span?.attributes).toEqual({
      'messaging.system': 'bullmq',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'q',
      'messaging.message.id': 'job-1',
      'rxjs_stages.stage': 'detail',
      'rxjs_stages.path': '3.0',
      'rxjs_stages.attempt': 2,
      'rxjs_stages.worker': 'w',
    });
  });

  it('say how a job failed', async () => {
    const error = Object.assign(new Error('busy'), { response: { status: 503 } });
    const failed = loaded().process(jobOf(undefined), PLACE, signal, () => Promise.reject(error));

    await expect(failed).rejects.toBe(error);
    expect(named('process detail')[0]).toMatchObject({
      attributes: { 'error.type': '503' },
      status: { code: SpanStatusCode.ERROR, message: 'busy' },
      events: [],
    });
  });

  it('say that a job was cancelled, which is no error', async () => {
    const tracing = loaded();
    const cancelled = tracing.process(jobOf(undefined), PLACE, AbortSignal.abort('cancelled'), () => Promise.reject(new Error('aborted')));

    await expect(cancelled).rejects.toThrow('aborted');
    const [span] = named('process detail');
    expect(span).toMatchObject({ attributes: { 'rxjs_stages.status': 'cancelled' }, status: { code: SpanStatusCode.UNSET } });
    expect(span?.attributes['error.type']).toBeUndefined();
  });

  it('are not those of whoever started the worker', async () => {
    const tracing = loaded();
    await trace.getTracer('app').startActiveSpan('start', (span) => {
      span.end();
      return tracing.process(jobOf(undefined), PLACE, signal, () => Promise.resolve());
    });

    expect(named('process detail')[0]?.parentSpanContext).toBeUndefined();
  });

  it('travel with what else the propagator carries', async () => {
    const tracing = loaded();
    const baggage = propagation.createBaggage({ tenant: { value: 'ann' } });
    const carrier = context.with(propagation.setBaggage(ROOT_CONTEXT, baggage), () => tracing.carrier);
    const tenant = await tracing.process(jobOf(carrier), PLACE, signal, () =>
      Promise.resolve(propagation.getActiveBaggage()?.getEntry('tenant')?.value),
    );

    expect([carrier, tenant]).toEqual([{ baggage: 'tenant=ann' }, 'ann']);
  });

  it('are not in the jobs if nothing is traced, or OpenTelemetry has no SDK', async () => {
    const tracing = loaded();
    expect(tracing.carrier).toBeUndefined();
    for (const api of [trace, context, propagation]) api.disable();

    expect(trace.getTracer('app').startActiveSpan('request', () => tracing.carrier)).toBeUndefined();
    expect(await tracing.process(jobOf(undefined), PLACE, signal, () => Promise.resolve(7))).toBe(7);
  });

  it('need no OpenTelemetry', () => {
    jest.doMock('@opentelemetry/api', () => {
      throw Object.assign(new Error('absent'), { code: 'MODULE_NOT_FOUND' });
    });
    jest.isolateModules(() => {
      const isolated = jest.requireActual<{ readonly JobTracing: typeof JobTracing }>('../../src/bullmq/trace');
      expect(isolated.JobTracing.load()).toBeUndefined();
    });
    jest.dontMock('@opentelemetry/api');
  });
});

it('adds the jobs of all attempts in the async context of the queue, not in that of an attempt', async () => {
  const store = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  Queue.added = () => seen.push(store.getStore());
  const echo = stage('echo', (n: number) => Promise.resolve(n));
  await using worker = await serve([echo], { queue: 'stores', connection: 'redis://localhost', signals: [] });
  await using queue = await store.run('queue', () => jobQueue({ queue: 'stores', connection: 'redis://localhost' }));
  await store.run('run', () => all(pipeline(remote(echo, queue))([1, 2])));

  expect(worker).toBeDefined();
  expect(seen).toEqual(['queue', 'queue']);
});
