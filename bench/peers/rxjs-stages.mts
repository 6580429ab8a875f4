import { Subject, type Observable, type ObservableInput, type OperatorFunction } from 'rxjs';
import { concurrencyLimit, listStage, pipeline, stage, type Cache, type PipelineEvent, type PipelineOptions } from 'rxjs-stages';
import { progress, timeline } from 'rxjs-stages/observe';
import type { Job } from '../tasks/job.mjs';
import type { Tally } from '../tasks/tally.mjs';

type Lists = ObservableInput<readonly number[]> & object;
type Numbers = ObservableInput<number> & object;
type AnyOutcome = { readonly status: 'fulfilled' } | { readonly status: 'rejected'; readonly stage: string };

/** Options that both stages have. */
interface Policies {
  readonly retry?: number;
  readonly timeout?: number;
  readonly cache?: Cache;
}

/** The pipeline of a job whose first round answers with lists. */
function ofLists({ first, second, slots }: Job<Lists, Numbers>, policies: Policies = {}) {
  return pipeline(
    listStage('first', (root: number) => first(root), { ...policies, concurrency: slots.first }),
    stage('second', (leaf: number) => second(leaf), { ...policies, concurrency: slots.second }),
  );
}

function count(tally: Tally, outcome: AnyOutcome): void {
  if (outcome.status === 'fulfilled') tally.fulfil();
  else if (outcome.stage === 'second') tally.reject();
  else tally.rejectRoot();
}

function counted(tally: Tally, outcomes: Observable<AnyOutcome>): Promise<void> {
  return new Promise((resolve, reject) => {
    outcomes.subscribe({
      next: (outcome) => {
        count(tally, outcome);
      },
      error: reject,
      complete: resolve,
    });
  });
}

/** Called with the roots, and subscribed. */
export function subscribed(job: Job<Lists, Numbers>): Promise<void> {
  return counted(job.tally, ofLists(job)(job.roots));
}

/** Called with the roots, and iterated. */
export async function iterated(job: Job): Promise<void> {
  for await (const outcome of ofLists(job)(job.roots)) count(job.tally, outcome);
}

/** Subscribed, with options that are not used while nothing is slow and nothing fails. */
export function withPolicies(policies: Policies): (job: Job) => Promise<void> {
  return (job) => counted(job.tally, ofLists(job, policies)(job.roots));
}

/** Who listens to the events of a run. */
export type Observer = 'nobody' | 'a listener' | 'progress' | 'timeline' | 'openTelemetry';

/** Options for a pipeline that somebody observes. */
const HOOKS: Readonly<Record<Observer, () => Promise<PipelineOptions>>> = {
  nobody: () => Promise.resolve({}),
  'a listener': () => Promise.resolve({ onEvent: () => undefined }),
  progress: () => Promise.resolve(reducedBy(progress())),
  timeline: () => Promise.resolve(reducedBy(timeline())),
  openTelemetry: async () => {
    const { BasicTracerProvider, BatchSpanProcessor, InMemorySpanExporter } = await import('@opentelemetry/sdk-trace-base');
    const { openTelemetry } = await import('rxjs-stages/otel');
    const exporter = new InMemorySpanExporter();
    const provider = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
    return { ...openTelemetry({ tracer: provider.getTracer('bench') }) };
  },
};

function reducedBy(reduce: OperatorFunction<PipelineEvent, unknown>): PipelineOptions {
  const events = new Subject<PipelineEvent>();
  events.pipe(reduce).subscribe();
  return { onEvent: events };
}

/** Subscribed, and observed. */
export function observedBy(observer: Observer): (job: Job) => Promise<void> {
  return async (job) => counted(job.tally, ofLists(job).with(await HOOKS[observer]())(job.roots));
}

/** Subscribed, with roots that come one by one after that: each of them has an async context of its own. */
export function withContexts(job: Job): Promise<void> {
  const source = new Subject<number>();
  const done = counted(job.tally, source.pipe(ofLists(job)));
  for (const root of job.roots) source.next(root);
  source.complete();
  return done;
}

/** Subscribed, where every emission of the first round is a leaf. */
export function ofElements({ roots, first, second, slots, tally }: Job<Numbers, Numbers>): Promise<void> {
  const stages = pipeline(
    stage('first', (root: number) => first(root), { concurrency: slots.first }),
    stage('second', (leaf: number) => second(leaf), { concurrency: slots.second }),
  );
  return counted(tally, stages(roots));
}

/** Subscribed, with everything on: retries without a delay, a timeout, a limit that both stages share, and a signal that every attempt reads. */
export function governed({ roots, first, second, slots, tally }: Job): Promise<void> {
  const policies = { retry: { count: 2, delay: 0 }, timeout: 30_000, limit: concurrencyLimit(1000) };
  const stages = pipeline(
    listStage('first', (root: number, { signal }) => (signal.aborted ? Promise.resolve([]) : first(root)), {
      ...policies,
      concurrency: slots.first,
    }),
    stage('second', (leaf: number, { signal }) => (signal.aborted ? Promise.resolve(NaN) : second(leaf)), {
      ...policies,
      concurrency: slots.second,
    }),
  );
  return counted(tally, stages(roots));
}
