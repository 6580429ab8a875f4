import { readFileSync } from 'node:fs';
import path from 'node:path';
import { config, map, of, timer, type Observable } from 'rxjs';
import {
  concurrencyLimit,
  listStage,
  memoryCache,
  pipeline,
  stage,
  type ListStage,
  type PipelineEvent,
  type PipelineOptions,
  type Stage,
  type StageOptions,
} from 'rxjs-stages';
import ts from 'typescript';
import { Gauge } from '../support/gauge';

const README = readFileSync(path.join(__dirname, '../../README.md'), 'utf8');
const CODE = /^## Watch it\n[^]*?^```ts\n(import \{ scan, [^]*?)^```$/m.exec(README)?.[1] ?? '';

/** What the example takes for granted. */
interface Given {
  readonly search: ListStage<'search', number, number>;
  readonly detail: Stage<'detail', number, number>;
  readonly terms: readonly number[];
  readonly show: (outcome: unknown) => void;
  readonly report: (inFlight: number) => void;
}

/** Runs the example, with whatever options for its pipeline. @returns how often each event came */
function watch(given: Given, options: PipelineOptions): Map<string, number> {
  const { outputText } = ts.transpileModule(CODE, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const told = new Map<string, number>();
  const counted = (onEvent: PipelineOptions['onEvent']) => ({
    next: (event: PipelineEvent) => {
      told.set(event.type, (told.get(event.type) ?? 0) + 1);
      if (typeof onEvent === 'function') onEvent(event);
      else onEvent?.next(event);
    },
  });
  const load = (name: string): unknown =>
    name === 'rxjs-stages'
      ? {
          pipeline: (search: Given['search'], detail: Given['detail']) => ({
            with: ({ onEvent }: PipelineOptions) => pipeline(search, detail, { ...options, onEvent: counted(onEvent) }),
          }),
        }
      : jest.requireActual<object>(name);
  const names = ['require', 'exports', ...Object.keys(given)];
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- it is the README's
  (new Function(...names, outputText) as (...values: unknown[]) => void)(load, {}, ...(Object.values(given) as unknown[]));
  return told;
}

type Policies = Omit<StageOptions<number, number, readonly unknown[], number>, 'deliver' | 'recurse'>;

/** A list that counts as in flight until its end has been seen, or it is returned. */
function listed(values: readonly number[], gauge: Gauge): Iterable<number> {
  return {
    [Symbol.iterator]() {
      const iterator = values.values();
      gauge.active++;
      return {
        next: () => {
          const result = iterator.next();
          if (result.done === true) gauge.active--;
          return result;
        },
        return: () => {
          gauge.active--;
          return { done: true, value: undefined };
        },
      };
    },
  };
}

/** One in three attempts fails at first, and one input always. */
function answer(n: number, attempt: number): Observable<number> {
  if (n % 7 === 6 || (n % 3 === 1 && attempt === 1)) return timer(2 + (n % 3)).pipe(map(() => fail()));
  return n % 5 === 0 ? of(n) : timer(1 + (n % 4)).pipe(map(() => n));
}

function fail(): never {
  throw new Error('no');
}

const retry = { count: 1, delay: 3 };
const nextPage = (_: number, n: number): number | undefined => (n < 40 ? n + 20 : undefined);
const key = (n: number): string => String(n % 11);

describe('README, Watch it: how many are in flight', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    // A run that is aborted errors, which the example leaves to rxjs.
    config.onUnhandledError = () => undefined;
  });

  afterEach(() => {
    jest.useRealTimers();
    config.onUnhandledError = null;
  });

  it.each<[string, () => Policies, () => PipelineOptions, readonly PipelineEvent['type'][]]>([
    ['nothing', () => ({}), () => ({}), ['completed', 'rejected', 'settled', 'run-started', 'source-ended', 'run-ended']],
    ['retries', () => ({ retry }), () => ({}), ['retrying', 'requeued', 'rejected']],
    ['retries that begin at once', () => ({ retry: { count: 2, delay: 0 } }), () => ({}), ['retrying']],
    ['pauses', () => ({ retry: { ...retry, pause: () => 4 }, limit: concurrencyLimit(3) }), () => ({}), ['paused', 'retrying']],
    ['pages', () => ({ nextPage }), () => ({}), ['paged']],
    ['pages that are retried', () => ({ nextPage, retry }), () => ({}), ['paged', 'retrying']],
    ['followers', () => ({ key }), () => ({}), ['served', 'completed', 'rejected']],
    ['followers and retries', () => ({ key, retry }), () => ({}), ['retrying']],
    ['a cache', () => ({ key, cache: memoryCache() }), () => ({}), ['served', 'completed']],
    ['a cache and pages', () => ({ key, cache: memoryCache(), nextPage, retry }), () => ({}), ['paged', 'retrying']],
    ['timeouts', () => ({ timeout: { attempt: 3, total: 6, queue: 8 }, retry }), () => ({}), ['retrying', 'rejected']],
    ['limits', () => ({ limit: concurrencyLimit(2), retry }), () => ({}), ['retrying']],
    ['atomic attempts', () => ({ atomic: true, retry }), () => ({}), ['retrying']],
    ['source order', () => ({ retry, nextPage }), () => ({ order: 'source' }), ['paged', 'retrying']],
    ['an early end', () => ({ retry, nextPage }), () => ({ signal: abortedAfter(9) }), ['cancelled']],
  ])('F6 is right with %s', (_, policies, options, types) => {
    const gauge = new Gauge();
    const seen: [number, number][] = [];
    let inFlight = 0;
    const project = (n: number, { attempt }: { readonly attempt: number }): Observable<number> => gauge.watch(answer(n, attempt));
    const lists = (n: number, context: { readonly attempt: number }): Observable<Iterable<number>> =>
      project(n, context).pipe(map((value) => listed([value, value + 1], gauge)));
    const told = watch(
      {
        search: listStage('search', lists, { ...policies(), concurrency: 4 }),
        detail: stage('detail', project, { ...policies(), concurrency: 3 }),
        terms: Array.from({ length: 30 }, (__, index) => index),
        show: () => undefined,
        report: (now) => (inFlight = now),
      },
      options(),
    );

    for (let ms = 0; ms < 400; ms++) {
      seen.push([inFlight, gauge.active]);
      jest.advanceTimersByTime(1);
    }

    expect(seen.map(([counted]) => counted)).toEqual(seen.map(([, active]) => active));
    expect(seen[0]?.[0]).toBeGreaterThan(1);
    expect(inFlight).toBe(0);
    for (const type of types) expect(told.get(type)).toBeGreaterThan(0);
  });
});

/** A signal that aborts some ms after the run has begun. */
function abortedAfter(ms: number): AbortSignal {
  const controller = new AbortController();
  timer(ms).subscribe(() => {
    controller.abort();
  });
  return controller.signal;
}
