import type { InteropObservable, Observable } from 'rxjs';
import { elementsOf, fits, FUNCTION, MILLISECONDS, OBJECT, oneOf, readOptions, WHOLE, type Rule } from './check.js';
import type { BatchContext } from './context.js';
import { defineStage, type Kind, type Project } from './define-stage.js';
import { BatchRun } from './engine/batch-run.js';
import { limits } from './policies/limits/limits.js';
import type { Limit } from './policies/limits/limit.js';
import type { Inputs, Segment, StageNode } from './segment.js';
import type { Delivers, StageOptions } from './stage-options.js';

/** How large a batch may be: the weights of its inputs together, in whatever unit. */
export interface BatchWeight<I> {
  /** What an input counts, a number >= 0. One that is heavier than `max` has a batch of its own. */
  readonly weight: (input: I) => number;
  readonly max: number;
}

/**
 * The bounds and policies of a stage whose requests are for several branches. `concurrency`, `limit` and `timeout.attempt` are about requests, all else is
 * about branches.
 *
 * @typeParam I - its inputs
 * @typeParam O - its values
 * @typeParam Inputs - the inputs in the context of `recurse`, root first
 * @typeParam Back - the inputs that `recurse` gives; none, unless `I` is known
 */
export interface BatchStageOptions<
  I = unknown,
  O = unknown,
  Inputs extends readonly unknown[] = readonly unknown[],
  Back = unknown extends I ? never : I,
> extends Omit<StageOptions<I, O, Inputs, Back>, 'atomic' | 'limit' | 'nextPage'> {
  /** How many branches one request is for at most, or how heavy they are together. */
  readonly max: number | BatchWeight<I>;
  /**
   * How long an incomplete batch that could start waits for others, in ms, except when no other can come.
   *
   * @default 0: it takes what is there, and others gather while it is in flight
   */
  readonly wait?: number | undefined;
  /**
   * Halves a batch whose request fails, again and again, until those branches are alone that it fails for. They alone are rejected, or retried: of `n` branches one
   * costs 2 ⌈log₂ n⌉ requests more. A function says for which reasons: not where the other side is overloaded, say.
   *
   * @default false: a request that fails fails all its branches
   */
  readonly isolate?: boolean | ((reason: unknown) => boolean) | undefined;
  /**
   * Puts together only branches of one async context: those of one root, and of all roots that come with the subscription; one that comes later has a context of
   * its own. Otherwise a request is made in the context of the first of its branches.
   *
   * @default false
   */
  readonly perContext?: boolean | undefined;
  /**
   * Bounds of requests that are shared with other stages, pipelines and runs: one, or several of which a request takes all or none. None that differ by input.
   *
   * @default none
   */
  readonly limit?: Limit | readonly Limit[] | undefined;
}

/** What a request may answer with: a list in the order of its inputs, or a map by their keys. An `Error` is the rejection of that branch alone. */
export type BatchAnswer<O> = readonly (O | Error)[] | ReadonlyMap<unknown, O | Error>;

/** A promise or an Observable of one answer. */
export type BatchAnswerInput<A> = PromiseLike<A> | Observable<A> | InteropObservable<A>;

/** The values in an answer. */
export type BatchValueOf<R> =
  R extends BatchAnswerInput<infer A>
    ? Exclude<A extends readonly (infer O)[] ? O : A extends ReadonlyMap<unknown, infer O> ? O : never, Error>
    : never;

/** What a batch stage calls for several inputs. */
export type BatchProject<in I, in Chain extends readonly unknown[]> = (inputs: readonly I[], context: BatchContext<Chain>) => unknown;

/** One round of requests for several inputs each, made by {@link batchStage}: every input has one value. */
export interface BatchStage<
  N extends string,
  I,
  O,
  P extends readonly unknown[] = readonly unknown[],
  D extends boolean = false,
  Deeper extends readonly unknown[] = [],
> extends Segment<I, O, P, StageNode<N, [I, ...Deeper], O, D, Inputs extends P ? true : boolean>> {
  readonly name: N;
  /** The options as they were given; to change some, use `with`. */
  readonly options: BatchStageOptions<never, never, never, unknown> & { readonly deliver?: D | undefined };
  readonly project: BatchProject<I, [...P, I]>;
  /**
   * Returns the same stage with something changed: another project (a test's, say), another bound or policy, or whether its values are delivered. The name and
   * the types of inputs and values stay.
   *
   * @param changes - the options to change, and the `project`; an option given as `undefined` goes back to its default
   * @throws what {@link batchStage} throws; TypeError if `recurse` is among the changes
   */
  with<D2 extends boolean | undefined = D>(
    changes: Partial<Omit<BatchStageOptions<I, O, readonly unknown[], I>, 'deliver' | 'recurse'>> & {
      readonly project?: ((inputs: readonly I[], context: BatchContext<[...P, I, ...Deeper]>) => BatchAnswerInput<BatchAnswer<O>>) | undefined;
      readonly deliver?: D2;
    },
  ): BatchStage<N, I, O, P, Delivers<D2>, Deeper>;
}

const WEIGHTS = { weight: FUNCTION, max: ['a number > 0', (value: unknown) => typeof value === 'number' && value > 0] as Rule };

const FLAG = oneOf([true, false]);

/** What the limits of a stage are, except that none may differ by input. */
const LIMIT: Rule = [
  limits.rules.limit[0],
  limits.rules.limit[1],
  (value, options) =>
    elementsOf(value).some((limit) => typeof limit === 'function')
      ? '`limit` differs by input, and a batch has several: give limits that are the same for all'
      : limits.rules.limit[2]?.(value, options),
];

/** An option that other stages have. */
const refused = (sentence: string): Rule => ['', () => false, () => sentence];

const BATCHES: Kind = {
  call: 'batchStage',
  needed: ['max'],
  rules: {
    max: [`${WHOLE[0]}, or \`{ weight, max }\``, (value) => fits(WHOLE, value) || fits(OBJECT, value)],
    wait: MILLISECONDS,
    isolate: ['true, false or a function', (value) => fits(FLAG, value) || fits(FUNCTION, value)],
    perContext: FLAG,
    limit: LIMIT,
    atomic: refused('`atomic` is for stages that emit several values for an input, and here there is one: leave it out'),
    nextPage: refused('`nextPage` is for requests of one input: make a `stage` of the pages'),
  },
  define(where, { max, wait = 0, isolate = false, perContext = false, ...options }, concurrency) {
    const size =
      typeof max === 'object' ? readOptions(`${where}: max`, max as object, WEIGHTS, {} as Weighed, ['weight', 'max']) : { max, weight: undefined };
    return { options, concurrency: Infinity, batch: { ...size, concurrency, wait, isolate, perContext } as never, create: BatchRun.create };
  },
};

type Weighed = BatchWeight<unknown>;

/**
 * Makes one round of requests that are each for several inputs. Each input is a branch of its own, with its own outcome, retries and place in its tree.
 *
 * ```text
 * source    a-bc----|
 * [a]       ----(A|)
 * [b,c]         ----[B,C]|
 * outcomes  ----A---(BC)|
 * ```
 *
 * Use when the other side answers for many ids at once; prefer {@link stage} when it answers for one.
 *
 * - Order: a request takes what waits, retries first and then the oldest, up to `max`, as soon as there is a slot; while it is in flight the next batch gathers. What
 *   the same turn still hands out goes along. The values are emitted one by one, in the order of the inputs.
 * - Failure: an `Error` in the answer rejects its branch alone. A request that fails, or whose answer does not fit, fails all its branches, or is halved (`isolate`). Those
 *   that are retried join whatever batch goes next.
 * - Concurrency: `options.concurrency` and every `limit` count requests. Up to `max` branches wait (`highWaterMark` if that is more).
 * - Cancellation: a branch whose time is up leaves its batch; when all have left, and when the run ends, `context.signal` aborts.
 *
 * @example
 * ```ts
 * import { batchStage, listStage, pipeline } from 'rxjs-stages';
 *
 * const search = listStage('search', async (term: string, { signal }) => {
 *   const answer = await fetch(`https://example.org/search?q=${encodeURIComponent(term)}`, { signal });
 *   return (await answer.json()) as number[];
 * });
 * const details = batchStage(
 *   'details',
 *   async (ids: readonly number[], { signal }) => {
 *     const answer = await fetch(`https://example.org/items?ids=${ids.join(',')}`, { signal });
 *     const items = (await answer.json()) as { id: number; title: string }[];
 *     return new Map(items.map((item) => [item.id, item]));
 *   },
 *   { max: 100, concurrency: 4 },
 * );
 *
 * for await (const outcome of pipeline(search, details)(['rxjs', 'node'])) console.log(outcome.status, outcome.inputs);
 * ```
 *
 * @param name - what outcomes and events call the stage; within a pipeline no other stage may have it
 * @param project - makes one request for all inputs that it is given: a promise or an Observable of one answer, a list in the order of the inputs or a `Map` by `key`
 *   (without the option `key` by the inputs)
 * @param options - the size of batches, bounds, policies, and what is delivered
 * @returns the stage, for {@link pipeline} to join or to be used as an operator
 * @throws TypeError, RangeError if an argument is no good: the message names it and quotes its value
 */
export function batchStage<
  N extends string,
  I,
  R extends BatchAnswerInput<BatchAnswer<unknown>>,
  P extends readonly unknown[],
  D extends boolean | undefined = false,
>(
  name: N,
  project: (inputs: readonly I[], context: BatchContext<NoInfer<[...P, I]>>) => R,
  options: BatchStageOptions<NoInfer<I>, BatchValueOf<R>, readonly unknown[], NoInfer<I>> & { readonly recurse?: undefined; readonly deliver?: D },
): BatchStage<N, I, BatchValueOf<R>, P, Delivers<D>>;
export function batchStage<
  N extends string,
  I,
  R extends BatchAnswerInput<BatchAnswer<unknown>>,
  P extends readonly unknown[],
  D extends boolean | undefined = false,
>(
  name: N,
  project: (inputs: readonly I[], context: BatchContext<NoInfer<[...P, I, ...I[]]>>) => R,
  options: BatchStageOptions<NoInfer<I>, BatchValueOf<R>, NoInfer<[...P, I, ...I[]]>, NoInfer<I>> & { readonly deliver?: D },
): BatchStage<N, I, BatchValueOf<R>, P, Delivers<D>, I[]>;
export function batchStage(name: string, project: (inputs: never, context: never) => unknown, options: object = {}): unknown {
  return defineStage(BATCHES, name, project as Project, options);
}
