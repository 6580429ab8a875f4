/** Makes real requests by http and by fetch in two rounds, with the real instrumentation of both, and prints the spans. */
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
provider.register();
registerInstrumentations({ instrumentations: [new HttpInstrumentation({ ignoreIncomingRequestHook: () => true }), new UndiciInstrumentation()] });

// Instrumented from here on.
import http = require('node:http');
import type { AddressInfo } from 'node:net';
import { concurrencyLimit, listStage, pipeline, stage } from '../../src/index.js';
import { openTelemetry } from '../../src/otel/index.js';

const failed = new Set<string>();

async function main(): Promise<void> {
  const server = http.createServer((request, response) => {
    const path = request.url ?? '';
    const fails = path.startsWith('/detail') && !failed.has(path);
    failed.add(path);
    response.statusCode = fails ? 503 : 200;
    setTimeout(() => response.end('[1,2]'), 5);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;

  const limit = concurrencyLimit(2);
  const search = listStage('search', (id: number) => fetch(`${base}/search/${String(id)}`).then((response) => response.json() as Promise<number[]>), {
    limit,
  });
  const detail = stage(
    'detail',
    (n: number, { path }) =>
      new Promise<number>((resolve, reject) => {
        http.get(`${base}/detail/${path.join('-')}`, (response) => {
          response.resume();
          response.on('end', () =>
            response.statusCode === 200 ? resolve(n) : reject(Object.assign(new Error('busy'), { status: response.statusCode })),
          );
        });
      }),
    { limit, retry: { count: 1, delay: 0 } },
  );
  const run = pipeline(search, detail, openTelemetry());
  const tracer = provider.getTracer('app');
  const request = (user: string): Promise<void> =>
    tracer.startActiveSpan(user, async (span) => {
      for await (const outcome of run([1, 2])) if (outcome.status === 'rejected') throw new Error('it failed', { cause: outcome.reason });
      span.end();
    });
  await Promise.all([request('ann'), request('bob')]);
  server.closeAllConnections();
  server.close();
  await provider.forceFlush();
  const spans = exporter.getFinishedSpans().map((span) => ({
    name: span.name,
    id: span.spanContext().spanId,
    trace: span.spanContext().traceId,
    parent: span.parentSpanContext?.spanId,
    scope: span.instrumentationScope.name,
    path: new URL(String(span.attributes['url.full'] ?? span.attributes['http.url'] ?? 'none:')).pathname,
    branch: span.attributes['rxjs_stages.path'],
    attempt: span.attributes['rxjs_stages.attempt'],
    error: span.attributes['error.type'],
  }));
  process.stdout.write(JSON.stringify(spans));
}

void main();
