import { Observable, of, throwError, type ObservableInput } from 'rxjs';
import {
  concurrencyLimit,
  listStage,
  pipeline,
  stage,
  type Limit,
  type Outcome,
  type PipelineOptions,
  type StageContext,
  type StageOptions,
} from 'rxjs-stages';
import { branchEvents } from '../support/branch-events';
import { HOSTILE, LOOKED_AT, type Hostile } from '../support/hostile-values';
import { MapCache } from '../support/map-cache';
import { turn, Unhandled } from '../support/unhandled';

/* Whatever a user's function gives may throw when it is looked at: a proxy that was revoked, one whose traps throw, a property that throws when it is read. */

type Options = StageOptions<string, string, readonly unknown[], string>;
type Joined = (source: readonly string[]) => Observable<Outcome>;

/** What a run of two roots does of which one leads to a hostile value. */
interface Place {
  readonly lists?: boolean;
  /** Whether nobody looks at the value: it is only handed on. */
  readonly blind?: boolean;
  /** What the project gives for the root that is bad. */
  readonly gives?: (value: unknown, attempt: number) => unknown;
  readonly options?: (value: unknown) => object;
}

const keyOf = (input: unknown): string => (typeof input === 'string' ? input : 'other');
/** Fails the first time. */
const failing = (_: unknown, attempt: number): unknown => (attempt === 1 ? throwError(() => 'bad') : ['bad']);
const own = concurrencyLimit(2);

const PLACES: Readonly<Record<string, Place>> = {
  'a result': { gives: (value) => value },
  'a result that is a list of lists': { lists: true, gives: (value) => value },
  'an element of an iterable': { lists: true, gives: (value) => [value] },
  'an element of an async iterable': {
    lists: true,
    gives: (value) => ({
      // A generator would look at it to await it.
      [Symbol.asyncIterator]: () => nexts({ done: false, value }),
    }),
  },
  'what a promise resolves with': { lists: true, gives: (value) => new Promise((resolve) => { resolve(value); }) }, // prettier-ignore
  'what a thenable resolves with': { lists: true, gives: (value) => ({ then: (resolve: (value: unknown) => void) => { resolve(value); } }) }, // prettier-ignore
  'what an Observable emits': { lists: true, gives: (value) => of(value) },
  'the result of next()': { gives: (value) => ({ [Symbol.iterator]: () => nexts(value) }) },
  'the result of an async next()': { gives: (value) => ({ [Symbol.asyncIterator]: () => nexts(value) }) },
  'an iterator': { gives: (value) => ({ [Symbol.iterator]: () => value }) },
  'an async iterator': { gives: (value) => ({ [Symbol.asyncIterator]: () => value }) },
  'what recurse gives': { options: (value) => ({ recurse: (from: string) => (from === 'bad' ? value : []), maxDepth: 2 }) },
  'an element that recurse gives': {
    blind: true,
    options: (value) => ({ recurse: (from: unknown) => (from === 'bad' ? [value] : []), maxDepth: 2 }),
  },
  'what key gives': { options: (value) => ({ key: (input: string) => (input === 'bad' ? value : input) }) },
  'what by gives': { options: (value) => ({ limit: (input: string) => (input === 'bad' ? value : own) }) },
  'a limit behind a proxy': {
    options: () => ({ limit: (input: string) => (input === 'bad' ? new Proxy<Limit>(own, {}) : own) }),
  },
  'what nextPage gives': { options: (value) => ({ nextPage: (from: string) => (from === 'bad' ? value : undefined) }) },
  'what delay gives': { gives: failing, options: (value) => ({ retry: { count: 1, delay: () => value } }) },
  'what pause gives': { gives: failing, options: (value) => ({ retry: { count: 1, delay: 0, pause: () => value }, limit: own }) },
  'what when gives': { gives: failing, options: (value) => ({ retry: { count: 1, delay: 0, when: () => value } }) },
  'the answer of a cache': { options: (value) => cached((key) => (key === 'bad' ? value : undefined)) },
  'what a cache resolves with': { options: (value) => cached((key) => (key === 'bad' ? { then: (resolve: (value: unknown) => void) => { resolve(value); } } : undefined)) }, // prettier-ignore
  'what set of a cache gives': {
    options: (value) => ({
      key: keyOf,
      cache: Object.assign(new MapCache(), { set: (_: string, key: string) => (key === 'bad' ? value : undefined) }),
    }),
  },
};

/** An iterator of one result, which is what it is. */
function nexts(result: unknown): object {
  const results = [result];
  return { next: () => (results.length > 0 ? results.pop() : { done: true }) };
}

function cached(get: (key: string) => unknown): object {
  return { key: keyOf, cache: Object.assign(new MapCache(), { get: (_: string, key: string) => get(key) }) };
}

const POLICIES: Readonly<Record<string, { readonly stage?: () => Options; readonly pipeline?: PipelineOptions }>> = {
  none: {},
  atomic: { stage: () => ({ atomic: true }) },
  retry: { stage: () => ({ retry: { count: 1, delay: 0 } }) },
  'key and cache': { stage: () => ({ key: keyOf, cache: new MapCache() }) },
  'a limit': { stage: () => ({ limit: concurrencyLimit(1) }) },
  'source order': { pipeline: { order: 'source' } },
};

/** One run, and what it has shown so far. */
class Witness {
  private readonly events: string[] = [];
  private readonly outcomes: Outcome[] = [];
  private end = 'never';

  constructor(
    private readonly place: Place,
    policy: string,
    private readonly hostile: Hostile,
  ) {
    const { lists = false, gives = lists ? () => [['bad']] : () => ['bad'], options } = place;
    const { value } = hostile;
    const project = (input: unknown, { attempt }: StageContext): unknown => {
      if (input === 'bad') return gives(value, attempt);
      return lists ? [[input]] : [input];
    };
    const chosen = { concurrency: 2, ...POLICIES[policy]?.stage?.(), ...options?.(value) } as unknown as Options & { readonly recurse?: undefined };
    const broken = lists
      ? listStage('broken', project as (input: string, context: StageContext) => ObservableInput<Iterable<string> & object> & object, chosen)
      : stage('broken', project as (input: string, context: StageContext) => ObservableInput<string> & object, chosen);
    const onEvent = branchEvents(({ type, path }) => void this.events.push(`${type} ${path.join('.')}`));
    const joined = pipeline(broken, { ...POLICIES[policy]?.pipeline, onEvent }) as unknown as Joined;
    try {
      joined(['bad', 'good']).subscribe({
        next: (outcome) => this.outcomes.push(outcome),
        complete: () => (this.end = 'completed'),
        error: () => (this.end = 'failed'),
      });
    } catch (error) {
      this.end = `by throwing ${String(error)}`;
    }
  }

  /** What is wrong with it. */
  get complaint(): string | undefined {
    if (this.end !== 'completed') return `ends ${this.end}`;
    const reasons = this.outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    if (reasons.length > 1) return 'rejects twice';
    if (reasons.length === 1 && reasons[0] !== LOOKED_AT && !(reasons[0] instanceof TypeError)) return `rejects with ${String(reasons[0])}`;
    if (reasons.length === 0 && (this.hostile.thrown() ?? this.place.blind !== true)) return 'rejects nothing';
    if (!this.outcomes.some(({ path, status }) => path[0] === 1 && status === 'fulfilled')) return 'loses the other root';
    for (const path of new Set(this.events.map((event) => event.split(' ')[1]))) {
      const ends = this.events.filter((event) => /^(completed|rejected|cancelled) /.test(event) && event.split(' ')[1] === path);
      if (ends.length !== 1) return `ends ${String(path)} as ${ends.join()}`;
    }
    return undefined;
  }
}

describe.each(Object.keys(POLICIES))('F1 one rejection for what throws when it is looked at, with %s', (policy) => {
  it.each(Object.entries(PLACES))('F1 %s', async (_, place) => {
    const unhandled = new Unhandled();
    const runs = HOSTILE.map(([name, make]) => [name, new Witness(place, policy, make())] as const);
    await turn();
    unhandled.stop();

    expect(runs.flatMap(([name, { complaint }]) => (complaint === undefined ? [] : [`${name}: ${complaint}`]))).toEqual([]);
    expect(unhandled.reasons).toEqual([]);
  });
});
