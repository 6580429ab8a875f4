import type * as Api from '@opentelemetry/api';
import type { Job } from 'bullmq';
import { errorTypeOf, messageOf } from '../error-type.js';
import type { JobData } from './job-data.js';

/** Where a job runs. */
interface Place {
  readonly queue: string;
  readonly worker: string;
}

/** Carries traces from the attempts of a producer to the projects of its workers. */
export class JobTracing {
  private readonly tracer: Api.Tracer;

  private constructor(private readonly api: typeof Api) {
    this.tracer = api.trace.getTracer('rxjs-stages');
  }

  /** @returns `undefined` if OpenTelemetry is not installed, or a bundler has left it out */
  static load(): JobTracing | undefined {
    try {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would need it
      return new JobTracing(require('@opentelemetry/api') as typeof Api);
    } catch {
      return undefined;
    }
  }

  /** The active trace, as the propagator writes it; `undefined` if there is none. */
  get carrier(): Readonly<Record<string, string>> | undefined {
    const { context, propagation } = this.api;
    const carrier: Record<string, string> = {};
    propagation.inject(context.active(), carrier);
    return Object.keys(carrier).length > 0 ? carrier : undefined;
  }

  /**
   * Makes a call in a span of its own. Its parent is the span of the attempt, in another process.
   *
   * @param signal - aborts if the job is cancelled, or returns to the queue
   */
  async process<T>({ id, name: stage, data }: Job<JobData>, { queue, worker }: Place, signal: AbortSignal, call: () => Promise<T>): Promise<T> {
    const { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = this.api;
    // Not the active context: that is the one in which the worker was started.
    const parent = propagation.extract(ROOT_CONTEXT, data.trace);
    const attributes = {
      'messaging.system': 'bullmq',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': queue,
      'messaging.message.id': id,
      'rxjs_stages.stage': stage,
      'rxjs_stages.path': data.path.join('.'),
      'rxjs_stages.attempt': data.attempt,
      'rxjs_stages.worker': worker,
    };
    const span = this.tracer.startSpan(`process ${stage}`, { kind: SpanKind.CONSUMER, attributes }, parent);
    try {
      return await context.with(trace.setSpan(parent, span), call);
    } catch (reason) {
      if (signal.aborted) span.setAttribute('rxjs_stages.status', 'cancelled');
      else {
        span.setAttribute('error.type', errorTypeOf(reason));
        span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(reason) ?? '' });
      }
      throw reason;
    } finally {
      span.end();
    }
  }
}
