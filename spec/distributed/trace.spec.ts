import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { pipeline, remote } from 'rxjs-stages';
import { jobQueue } from 'rxjs-stages/bullmq';
import { openTelemetry } from 'rxjs-stages/otel';
import { until } from './support/processes';
import { page, seen, type Seen } from './support/traced';
import { SERVERS, unique, urlOf, Workers } from './support/workers';

const PAGES = 40;

let exporter: InMemorySpanExporter;
let provider: NodeTracerProvider;
let server: Server;
/** The headers `traceparent` of all requests, by path. */
let received: Map<string, string[]>;

beforeEach(async () => {
  exporter = new InMemorySpanExporter();
  provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  provider.register();
  received = new Map();
  // The first request of each even path is refused.
  server = createServer(({ url = '', headers }, response) => {
    const earlier = received.get(url) ?? [];
    received.set(url, [...earlier, String(headers.traceparent)]);
    response.statusCode = earlier.length === 0 && Number(url.slice(1)) % 2 === 0 ? 503 : 200;
    response.end('page');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await provider.shutdown();
  for (const api of [trace, context, propagation]) api.disable();
});

describe.each(SERVERS)('traces over %s', (_, variable) => {
  it('lead from each attempt of a producer to the request of its worker', async () => {
    const options = { queue: unique('trace'), connection: urlOf(variable) };
    // No job stalls, however busy the machine is.
    const workers = new Workers({ ...options, lockDuration: 60_000, stalledInterval: 60_000 }, 'traced-worker');
    await Promise.all([workers.start(), workers.start()]);
    const base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const urls = Array.from({ length: PAGES }, (__, index) => `${base}/${String(index)}`);

    await using queue = await jobQueue(options);
    const run = pipeline(remote(page, queue).with({ retry: { count: 1, delay: 0 }, concurrency: 10 }), openTelemetry());
    for await (const outcome of run(urls)) if (outcome.status === 'rejected') throw outcome.reason;

    const own = exporter.getFinishedSpans().map(seen);
    const attempts = own.filter(({ name }) => name === 'page');
    const [{ trace: traceId } = { trace: '' }] = own.filter(({ name }) => name === 'pipeline');
    // This worker tells of spans.
    const spans = workers.notes as readonly unknown[] as readonly Seen[];
    const below = (parent: Seen | undefined): readonly Seen[] => spans.filter((span) => span.parent === parent?.id);
    await until('a request for each attempt', () => attempts.every((attempt) => below(below(attempt)[0]).length > 0));

    expect(attempts).toHaveLength(PAGES + PAGES / 2);
    expect(new Set(spans.map(({ trace: each }) => each))).toEqual(new Set([traceId]));
    for (const attempt of attempts) {
      const { 'rxjs_stages.path': path, 'rxjs_stages.attempt': number, 'error.type': error } = attempt.attributes;
      const [processed, ...others] = below(attempt);
      const [request, ...more] = below(processed);
      expect([others, more]).toEqual([[], []]);
      expect(processed).toMatchObject({ name: 'process page', kind: SpanKind.CONSUMER });
      expect(processed?.attributes).toMatchObject({ 'rxjs_stages.path': path, 'rxjs_stages.attempt': number });
      expect(processed?.attributes['error.type']).toBe(error);
      expect(attempt.attributes['rxjs_stages.worker']).toBe(processed?.attributes['rxjs_stages.worker']);
      expect(attempt.attributes['rxjs_stages.work_ms']).toBeGreaterThan(0);
      expect(request).toMatchObject({ kind: SpanKind.CLIENT, attributes: { 'url.path': `/${String(path)}` } });
      expect(received.get(`/${String(path)}`)).toContain(`00-${traceId}-${String(request?.id)}-01`);
    }
  });
});
