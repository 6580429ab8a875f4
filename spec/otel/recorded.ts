import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-base';

/** The real SDK, whose exporters keep what they get. */
export class Recorded {
  private readonly spanExporter = new InMemorySpanExporter();
  private readonly metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  private readonly provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(this.spanExporter)] });
  private readonly reader = new PeriodicExportingMetricReader({ exporter: this.metricExporter, exportIntervalMillis: 3_600_000 });
  private readonly meters = new MeterProvider({ readers: [this.reader] });
  readonly tracer = this.provider.getTracer('spec');
  readonly meter = this.meters.getMeter('spec');
  /** What to give `openTelemetry`. */
  readonly options = { tracer: this.tracer, meter: this.meter };
  /** How many spans have been started, and how often one of them was ended. */
  started = 0;
  ended = 0;

  constructor() {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const { tracer } = this;
    const startSpan = tracer.startSpan.bind(tracer);
    tracer.startSpan = (...parameters) => {
      this.started++;
      const span = startSpan(...parameters);
      const end = span.end.bind(span);
      span.end = (time) => {
        this.ended++;
        end(time);
      };
      return span;
    };
  }

  /** All spans that have ended. */
  get spans(): readonly ReadableSpan[] {
    return this.spanExporter.getFinishedSpans();
  }

  /** The only span that has a name and these attributes. */
  span(name: string, attributes: object = {}): ReadableSpan {
    const found = this.spans.filter(
      (span) => span.name === name && Object.entries(attributes).every(([key, value]) => span.attributes[key] === value),
    );
    const [first] = found;
    if (first === undefined || found.length > 1) throw new Error(`${String(found.length)} spans have the name ${name}`);
    return first;
  }

  /** The points of a metric: attributes, and a number or a count of a histogram with its sum. */
  async points(metric: string): Promise<readonly (readonly [object, unknown])[]> {
    await this.reader.forceFlush();
    const all =
      this.metricExporter
        .getMetrics()
        .at(-1)
        ?.scopeMetrics.flatMap(({ metrics }) => metrics) ?? [];
    const found = all.find(({ descriptor }) => descriptor.name === metric);
    return (found?.dataPoints ?? []).map(
      ({ attributes, value }) => [attributes, typeof value === 'number' ? value : [value.count, value.sum]] as const,
    );
  }

  async close(): Promise<void> {
    await this.provider.shutdown();
    await this.meters.shutdown();
    context.disable();
    trace.disable();
  }
}

/** The span that a span is a child of, by its id. */
export function parentIdOf(span: ReadableSpan): string | undefined {
  return span.parentSpanContext?.spanId;
}
