import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { NodeTracerProvider, NoopSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { serve, type ServeOptions } from 'rxjs-stages/bullmq';
import { page, seen } from './traced';

class Telling extends NoopSpanProcessor {
  override onEnd(span: ReadableSpan): void {
    process.send?.(seen(span));
  }
}

/** A worker in a process that is traced. It tells its parent of each span. */
async function main(options: ServeOptions): Promise<void> {
  new NodeTracerProvider({ spanProcessors: [new Telling()] }).register();
  registerInstrumentations({ instrumentations: [new UndiciInstrumentation()] });
  const worker = await serve([page], options);
  process.send?.('ready');
  await worker.closed;
  process.disconnect();
}

void main(JSON.parse(process.argv[2] ?? '') as ServeOptions);
