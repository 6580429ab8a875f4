import type { SpanKind } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { stage } from 'rxjs-stages';

/** What a traced worker tells of a span. */
export interface Seen {
  readonly name: string;
  readonly kind: SpanKind;
  readonly id: string;
  readonly trace: string;
  readonly parent: string | undefined;
  readonly attributes: ReadableSpan['attributes'];
}

export function seen(span: ReadableSpan): Seen {
  const { name, kind, attributes, parentSpanContext } = span;
  const { spanId: id, traceId: trace } = span.spanContext();
  return { name, kind, id, trace, parent: parentSpanContext?.spanId, attributes };
}

/** Requests a URL. The stage of both sides. */
export const page = stage('page', async (url: string, { signal }) => {
  const response = await fetch(url, { signal });
  await response.text();
  if (!response.ok) throw Object.assign(new Error('busy'), { status: response.status });
  return url;
});
