import { context, SpanStatusCode, trace, type Attributes, type Context, type Span, type SpanContext, type Tracer } from '@opentelemetry/api';
import type { AttemptInfo } from '../around.js';
import type { BranchEvent, StartedEvent } from '../events/branch-event.js';
import type { PipelineEvent } from '../events/pipeline-event.js';
import type { RunEndedEvent, RunStartedEvent } from '../events/run-event.js';
import { errorTypeOf, messageOf } from '../error-type.js';
import { shareOf } from '../observe/work-share.js';

/** The trace of one root, if each root has its own. */
interface RootTrace {
  readonly span: Span;
  /** How many branches of its tree are open. */
  open: number;
}

/** An open branch. */
interface TracedBranch {
  /** The parent of the spans of its attempts. */
  readonly parent: Context;
  readonly root: RootTrace | undefined;
  /** The span of its last attempt, which emitted its values. */
  span: Span | undefined;
}

interface TracedRun {
  readonly span: Span;
  readonly context: Context;
  readonly branches: Map<number, TracedBranch>;
  /** The span of the first branch of each batch in flight, by stage and number. */
  readonly batches: Map<string, { readonly span: SpanContext; left: number }>;
  failures: number;
  created: number;
}

/** Creates the spans of all runs from their events. */
export class Tracing {
  private readonly runs = new Map<number, TracedRun>();

  constructor(
    private readonly tracer: Tracer,
    private readonly traces: 'one' | 'root',
    private readonly attributes: ((attempt: StartedEvent) => Attributes) | undefined,
  ) {}

  take(event: PipelineEvent): void {
    if (event.type === 'run-started') {
      this.begin(event);
      return;
    }
    const run = this.runs.get(event.run);
    if (run === undefined) return;
    if (event.branch === undefined) {
      if (event.type === 'run-ended') this.end(run, event);
      return;
    }
    switch (event.type) {
      case 'waiting':
        this.create(run, event);
        break;
      case 'started':
        this.start(run, event);
        break;
      case 'settled':
        settle(run.branches.get(event.branch)?.span, event);
        break;
      case 'completed':
      case 'rejected':
      case 'cancelled':
        close(run, event);
        break;
      default:
    }
  }

  /** Makes a call while the span of its attempt is active. */
  around({ run, branch }: AttemptInfo, call: () => void): void {
    const span = this.runs.get(run)?.branches.get(branch)?.span;
    if (span === undefined) call();
    else context.with(trace.setSpan(context.active(), span), call);
  }

  private begin({ run, stages }: RunStartedEvent): void {
    const before = context.active();
    const span = this.tracer.startSpan(
      'pipeline',
      { attributes: { 'rxjs_stages.run': run, 'rxjs_stages.stages': stages.map(({ name }) => name) } },
      before,
    );
    this.runs.set(run, { span, context: trace.setSpan(before, span), branches: new Map(), batches: new Map(), failures: 0, created: 0 });
  }

  private end(run: TracedRun, { run: number, status, reason }: RunEndedEvent): void {
    this.runs.delete(number);
    const { span } = run;
    span.setAttributes({ 'rxjs_stages.status': status, 'rxjs_stages.branches': run.created, 'rxjs_stages.failures': run.failures });
    if (status === 'errored') fail(span, reason);
    span.end();
  }

  private create(run: TracedRun, { branch, parent, stage, path }: BranchEvent): void {
    run.created++;
    const above = parent === undefined ? undefined : run.branches.get(parent);
    const root = above === undefined && this.traces === 'root' ? this.rootTrace(run, stage, path) : above?.root;
    if (root !== undefined) root.open++;
    run.branches.set(branch, { parent: parentOf(run, above, root), root, span: undefined });
  }

  /** The span that contains the whole tree of a root, in a trace of its own. */
  private rootTrace(run: TracedRun, stage: string, path: readonly number[]): RootTrace {
    const attributes = { 'rxjs_stages.stage': stage, 'rxjs_stages.path': path.join('.') };
    const links = [{ context: run.span.spanContext() }];
    return { span: this.tracer.startSpan('root', { root: true, attributes, links }, run.context), open: 0 };
  }

  private start(run: TracedRun, event: StartedEvent): void {
    const traced = run.branches.get(event.branch);
    if (traced === undefined) return;
    const { stage, branch, path, attempt, waited, batch } = event;
    const attributes: Attributes = {
      'rxjs_stages.stage': stage,
      'rxjs_stages.branch': branch,
      'rxjs_stages.path': path.join('.'),
      'rxjs_stages.attempt': attempt,
      'rxjs_stages.waited_ms': waited,
      ...(batch && { 'rxjs_stages.batch': batch.id, 'rxjs_stages.batch_size': batch.size }),
      ...this.attributes?.(event),
    };
    const first = batch && run.batches.get(`${stage} ${String(batch.id)}`);
    traced.span = this.tracer.startSpan(stage, { attributes, links: first === undefined ? [] : [{ context: first.span }] }, traced.parent);
    if (batch === undefined) return;
    // The request belongs to the first branch: spans that it starts are children of that branch's
    // span.
    const own = first ?? { span: traced.span.spanContext(), left: batch.size };
    run.batches.set(`${stage} ${String(batch.id)}`, own);
    if (--own.left === 0) run.batches.delete(`${stage} ${String(batch.id)}`);
  }
}

/** Spans of attempts are children of the attempt that led to their branch. */
function parentOf(run: TracedRun, above: TracedBranch | undefined, root: RootTrace | undefined): Context {
  if (above !== undefined) return above.span === undefined ? above.parent : trace.setSpan(run.context, above.span);
  return root === undefined ? run.context : trace.setSpan(run.context, root.span);
}

function settle(span: Span | undefined, event: Extract<BranchEvent, { readonly type: 'settled' }>): void {
  if (span === undefined) return;
  const { status, reason, work, inFlight } = event;
  if (work !== undefined) span.setAttributes({ 'rxjs_stages.worker': work.worker, 'rxjs_stages.work_ms': shareOf(work, inFlight).worked });
  if (status === 'rejected') fail(span, reason);
  span.end();
}

function close(run: TracedRun, event: BranchEvent): void {
  const traced = run.branches.get(event.branch);
  run.branches.delete(event.branch);
  if (traced === undefined) return;
  const { span, root } = traced;
  if (event.type === 'rejected') {
    run.failures++;
    if (root !== undefined) root.span.setAttribute('rxjs_stages.failed', true);
  }
  if (event.type === 'cancelled' && event.previous === 'started' && span !== undefined) {
    span.setAttribute('rxjs_stages.status', 'cancelled');
    span.end();
  }
  if (root !== undefined && --root.open === 0) root.span.end();
}

function fail(span: Span, reason: unknown): void {
  span.setAttribute('error.type', errorTypeOf(reason));
  span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(reason) ?? '' });
}
