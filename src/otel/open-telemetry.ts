import { metrics, trace, type Attributes, type Meter, type Tracer } from '@opentelemetry/api';
import type { Around } from '../around.js';
import { FUNCTION, has, oneOf, readOptions, type Rule } from '../check.js';
import type { StartedEvent } from '../events/branch-event.js';
import type { PipelineEvent } from '../events/pipeline-event.js';
import { Measuring } from './measuring.js';
import { Tracing } from './tracing.js';

/** The options of {@link openTelemetry}. */
export interface OpenTelemetryOptions {
  /**
   * The tracer that creates the spans.
   *
   * @default trace.getTracer('rxjs-stages')
   */
  readonly tracer?: Tracer | undefined;
  /**
   * The meter that creates the instruments of the metrics.
   *
   * @default metrics.getMeter('rxjs-stages')
   */
  readonly meter?: Meter | undefined;
  /**
   * Whether a whole run is one trace (`'one'`), or each root has its own trace, linked to the run's
   * span (`'root'`). Viewers are slow beyond some 2,000 spans.
   *
   * @default 'one'
   */
  readonly traces?: 'one' | 'root' | undefined;
  /**
   * Returns additional attributes for the span of an attempt. Without it, spans contain nothing of
   * an input.
   *
   * @default none
   */
  readonly attributes?: ((attempt: StartedEvent) => Attributes) | undefined;
}

/** Options for a pipeline: `pipeline(search, detail, { ...openTelemetry() })`. */
export interface OpenTelemetryHooks {
  readonly onEvent: (event: PipelineEvent) => void;
  readonly around: Around;
}

const RULES: Readonly<Record<keyof OpenTelemetryOptions, Rule>> = {
  tracer: ['a Tracer', (value) => has(value, 'startSpan')],
  meter: ['a Meter', (value) => has(value, 'createHistogram')],
  traces: oneOf(['one', 'root']),
  attributes: FUNCTION,
};

/**
 * Traces and measures pipelines with OpenTelemetry: a span for each run and each attempt, and
 * metrics for each stage.
 *
 * The span of an attempt is the parent of the spans of its branch's children, and of everything
 * that its project starts: an instrumented HTTP client, a query, a log with trace ids. Without an
 * SDK, spans cost only the calls.
 *
 * Metrics, by stage: `rxjs_stages.attempt.duration`, `rxjs_stages.queue.duration`,
 * `rxjs_stages.remote_queue.duration` and `rxjs_stages.branch.duration` (histograms, in s),
 * `rxjs_stages.attempts.in_flight` and `rxjs_stages.branches.waiting` (up-down counters),
 * `rxjs_stages.retries` and `rxjs_stages.branches.served` (counters). Their attributes are the
 * stage, a status and an `error.type`, never anything of an input.
 *
 * Use when your application already exports traces or metrics; prefer {@link timeline} to look at
 * one run.
 *
 * @example
 * ```ts
 * import { pipeline, stage } from 'rxjs-stages';
 * import { openTelemetry } from 'rxjs-stages/otel';
 *
 * const user = stage('user', (id: number) => fetch(`https://example.org/users/${id}`));
 *
 * pipeline(user, { ...openTelemetry({ traces: 'root' }) })([1, 2, 3]).subscribe();
 * ```
 *
 * @param options - the tracer, the meter, and what a trace is
 * @returns options for one or several pipelines, or for `with`
 * @throws TypeError if an option is invalid; the message names it and quotes its value
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): OpenTelemetryHooks {
  const { tracer, meter, traces, attributes } = readOptions<{
    tracer?: Tracer;
    meter?: Meter;
    traces: 'one' | 'root';
    attributes?: (attempt: StartedEvent) => Attributes;
  }>('openTelemetry', options, RULES, { traces: 'one' });
  const tracing = new Tracing(tracer ?? trace.getTracer('rxjs-stages'), traces, attributes);
  const measuring = new Measuring(meter ?? metrics.getMeter('rxjs-stages'));
  return {
    onEvent(event) {
      tracing.take(event);
      measuring.take(event);
    },
    around(attempt, call) {
      tracing.around(attempt, call);
    },
  };
}
