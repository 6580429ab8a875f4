import fc from 'fast-check';
import { from, map, merge, mergeMap, Subject, throwError, timer, toArray, VirtualTimeScheduler, type Observable } from 'rxjs';
import { listStage, pipeline, stage, type Outcome, type PipelineEvent } from 'rxjs-stages';
import { timeline, type Timeline } from 'rxjs-stages/observe';

/** One request: how long each attempt takes, the last of which succeeds or not, and what it leads to. */
export interface Request {
  readonly ms: readonly number[];
  readonly fails: boolean;
  readonly children: readonly Request[];
  /** At which ms values come one by one, unless all come at the end. */
  readonly emits: readonly number[] | undefined;
}

export interface Bounds {
  readonly stages: readonly number[];
  readonly concurrency: number;
  readonly highWaterMark: number;
}

/** A plain run: its stages are in a chain. */
export interface PlainRun {
  readonly lists: readonly boolean[];
  readonly roots: readonly Request[];
  readonly isPushed: boolean;
}

/** How long a request sleeps before it is retried, in ms. */
const DELAY = 3;

function requests(depth: number): fc.Arbitrary<Request> {
  return fc.record({
    ms: fc.oneof(
      { weight: 4, arbitrary: fc.tuple(fc.integer({ min: 1, max: 9 })) },
      { weight: 1, arbitrary: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }) },
    ),
    fails: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    children: depth === 0 ? fc.constant([]) : fc.array(requests(depth - 1), { maxLength: 4 }),
    emits: fc.option(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 4 }), { nil: undefined, freq: 3 }),
  });
}

export const plainRuns = fc.integer({ min: 1, max: 3 }).chain((depth) =>
  fc.record<PlainRun>({
    lists: fc.array(fc.boolean(), { minLength: depth, maxLength: depth }),
    roots: fc.array(requests(depth - 1), { minLength: 1, maxLength: 8 }),
    isPushed: fc.boolean(),
  }),
);

export const bounds = (marks: readonly number[]): fc.Arbitrary<Bounds> =>
  fc.record({
    stages: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 3 }),
    concurrency: fc.constantFrom(1, 2, 3, 5, Infinity),
    highWaterMark: fc.constantFrom(...marks),
  });

/**
 * What a request answers. All timers of an attempt are set when it starts: of two things that come at
 * the same time that of the older attempt comes first.
 */
function answer({ ms, fails, children, emits }: Request, attempt: number, isList: boolean, scheduler: VirtualTimeScheduler): Observable<unknown> {
  const took = ms[Math.min(attempt, ms.length) - 1] as number;
  if (attempt < ms.length || fails) return timer(took, scheduler).pipe(mergeMap(() => throwError(() => 'failed')));
  if (isList) return timer(took, scheduler).pipe(map(() => children));
  if (emits === undefined || children.length === 0) return timer(took, scheduler).pipe(mergeMap(() => children));
  let after = 0;
  return merge(
    ...children.map((child, index) => {
      after += emits[index] ?? 1;
      return timer(after, scheduler).pipe(map(() => child));
    }),
  );
}

function stagesOf({ lists }: PlainRun, { stages }: Bounds, scheduler: VirtualTimeScheduler): unknown[] {
  return lists.map((isList, depth) => {
    const make = (isList ? listStage : stage) as unknown as (name: string, project: unknown, options: object) => unknown;
    const project = (request: Request, { attempt }: { readonly attempt: number }): Observable<unknown> => answer(request, attempt, isList, scheduler);
    return make(nameOf(depth), project, { concurrency: stages[depth], retry: { count: 3, delay: DELAY, when: () => true } });
  });
}

export function nameOf(depth: number): string {
  return `stage ${String(depth)}`;
}

type Run = (input: unknown) => Observable<Outcome>;
const joined = pipeline as unknown as (...parts: readonly unknown[]) => Run;

/** Really runs it. @returns its timeline */
export function timelineOf(run: PlainRun, bound: Bounds): Timeline {
  const scheduler = new VirtualTimeScheduler();
  const onEvent = new Subject<PipelineEvent>();
  const timelines: Timeline[] = [];
  onEvent.pipe(timeline()).subscribe((each) => timelines.push(each));
  const { concurrency, highWaterMark } = bound;
  const made = joined(...stagesOf(run, bound, scheduler), { concurrency, highWaterMark, scheduler, onEvent });
  made(run.isPushed ? from(run.roots) : run.roots).subscribe();
  scheduler.flush();
  return timelines[0] as Timeline;
}

/** Really runs it stage by stage. @returns how long that takes */
export function rounds(run: PlainRun, bound: Bounds): number {
  const scheduler = new VirtualTimeScheduler();
  const { concurrency } = bound;
  let inputs: readonly unknown[] = run.roots;
  for (const each of stagesOf(run, bound, scheduler)) {
    let values: readonly unknown[] = [];
    joined(each, { concurrency, highWaterMark: Infinity, scheduler })(inputs)
      .pipe(toArray())
      .subscribe((outcomes) => {
        values = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      });
    scheduler.flush();
    inputs = values;
  }
  return scheduler.now();
}
