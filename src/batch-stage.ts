import type { InteropObservable, Observable } from 'rxjs';
import { elementsOf, fits, FUNCTION, MILLISECONDS, OBJECT, oneOf, readOptions, WHOLE, type Rule } from './check.js';
import type { BatchContext } from './context.js';
import { defineStage, type Kind, type Project } from './define-stage.js';
import { BatchRun } from './engine/batch-run.js';
import { limits } from './policies/limits/limits.js';
import type { Limit } from './policies/limits/limit.js';
import type { Inputs, Segment, StageNode } from './segment.js';
import type { Delivers, StageOptions } from './stage-options.js';

/** The maximum size of a batch as the total weight of its inputs, in any unit. */
export interface BatchWeight<I> {
  /**
   * Returns the weight of an input, a number >= 0. An input heavier than `max` gets a batch of its
   * own.
   */
  readonly weight: (input: I) => number;
  /** The maximum total weight of a batch, a number > 0. */
  readonly max: number;
}

/**
 * The options of a stage that makes one request for several branches. `concurrency`, `limit` and
 * `timeout.attempt` apply to requests; all other options apply to branches.
 *
 * @typeParam I - its inputs
 * @typeParam O - its values
 * @typeParam Inputs - the inputs in the context of `recurse`, root first
 * @typeParam Back - the inputs that `recurse` returns; none, unless `I` is known
 */
export interface BatchStageOptions<
  I = unknown,
  O = unknown,
  Inputs extends readonly unknown[] = readonly unknown[],
  Back = unknown extends I ? never : I,
> extends Omit<StageOptions<I, O, Inputs, Back>, 'atomic' | 'limit' | 'nextPage'> {
  /**
   * The maximum number of branches in one request, an integer >= 1; or their maximum total weight.
   */
  readonly max: number | BatchWeight<I>;
  /**
   * How long an incomplete batch that could start waits for more branches, in ms. It does not wait
   * when no other branch can come.
   *
   * @default 0: a request takes what is waiting, and the next batch gathers while it is in flight
   */
  readonly wait?: number | undefined;
  /**
   * Splits a batch whose request failed in halves, repeatedly, until only the branches that cause
   * the failure are left. Only those are rejected or retried. One such branch among `n` costs 2
   * ⌈log₂ n⌉ more requests.
   *
   * Use a function to decide by the reason of the failure, for example not to split when the server
   * is overloaded. It must return synchronously.
   *
   * @default false: a request that fails rejects all its branches
   */
  readonly isolate?: boolean | ((reason: unknown) => boolean) | undefined;
  /**
   * Batches only branches of the same async context. Roots that arrive during the subscription
   * share one context; every later root has its own, and its branches inherit it. Without this
   * option, a request runs in the context of the first branch of its batch.
   *
   * @default false
   */
  readonly perContext?: boolean | undefined;
  /**
   * One or more limits that are shared with other stages, pipelines and runs. A request acquires
   * all of them or none. Limits that differ by input are refused.
   *
   * @default none
   */
  readonly limit?: Limit | readonly Limit[] | undefined;
}

/**
 * The answer of a request: a list in the order of the inputs, or a `Map` by their keys. An `Error`
 * in it rejects that branch alone.
 */
export type BatchAnswer<O> = readonly (O | Error)[] | ReadonlyMap<unknown, O | Error>;

/** What a batch project may return: a promise or an Observable of one answer. */
export type BatchAnswerInput<A> = PromiseLike<A> | Observable<A> | InteropObservable<A>;

/** The values in an answer. */
export type BatchValueOf<R> =
  R extends BatchAnswerInput<infer A>
    ? Exclude<A extends readonly (infer O)[] ? O : A extends ReadonlyMap<unknown, infer O> ? O : never, Error>
    : never;

/** The function that a batch stage calls with several inputs. */
export type BatchProject<in I, in Chain extends readonly unknown[]> = (inputs: readonly I[], context: BatchContext<Chain>) => unknown;

/**
 * One round of requests for several inputs each, made by {@link batchStage}. Every input has one
 * value.
 */
export interface BatchStage<
  N extends string,
  I,
  O,
  P extends readonly unknown[] = readonly unknown[],
  D extends boolean = false,
  Deeper extends readonly unknown[] = [],
> extends Segment<I, O, P, StageNode<N, [I, ...Deeper], O, D, Inputs extends P ? true : boolean>> {
  readonly name: N;
  /** The options as they were passed. Use `with` to change some. */
  readonly options: BatchStageOptions<never, never, never, unknown> & { readonly deliver?: D | undefined };
  readonly project: BatchProject<I, [...P, I]>;
  /**
   * Returns a copy of the stage with some options or the project changed, for example with a fake
   * project in a test. The name and the types of inputs and values stay the same.
   *
   * @param changes - the options to change, and the `project`; `undefined` resets an option to its
   *   default
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

/** The rule for `limit` of other stages; in addition, no limit may differ by input. */
const LIMIT: Rule = [
  limits.rules.limit[0],
  limits.rules.limit[1],
  (value, options) =>
    elementsOf(value).some((limit) => typeof limit === 'function')
      ? '`limit` depends on the input, but a batch has several: use limits that are the same for all inputs'
      : limits.rules.limit[2]?.(value, options),
];

/** The rule for an option of other stages that batch stages refuse. */
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
    atomic: refused('`atomic` is not supported, because each input of a batch has one value: remove it'),
    nextPage: refused('`nextPage` is not supported, because a request has several inputs: use a `stage` for the pages'),
  },
  define(where, { max, wait = 0, isolate = false, perContext = false, ...options }, concurrency) {
    const size =
      typeof max === 'object' ? readOptions(`${where}: max`, max as object, WEIGHTS, {} as Weighed, ['weight', 'max']) : { max, weight: undefined };
    return { options, concurrency: Infinity, batch: { ...size, concurrency, wait, isolate, perContext } as never, create: BatchRun.create };
  },
};

type Weighed = BatchWeight<unknown>;

/**
 * Creates a stage that makes one request for several inputs. Each input is still a branch of its
 * own, with its own outcome, retries and place in its tree.
 *
 * ```text
 * source    a-bc----|
 * [a]       ----(A|)
 * [b,c]         ----[B,C]|
 * outcomes  ----A---(BC)|
 * ```
 *
 * Use when the server answers for many ids at once; prefer {@link stage} when it answers for one.
 *
 * - Order: as soon as there is a slot, a request takes up to `max` waiting branches: retries first,
 *   then the oldest. Branches that arrive in the same turn are included. The next batch gathers
 *   while the request is in flight. Values are emitted one by one, in the order of the inputs.
 * - Failure: an `Error` in the answer rejects its branch alone. A failed request, or an answer that
 *   does not fit, rejects all its branches, or splits the batch (`isolate`). Branches that are
 *   retried join the next batch.
 * - Concurrency: `options.concurrency` and every `limit` count requests. Up to `max` branches wait,
 *   or up to `highWaterMark` if that is more.
 * - Cancellation: a branch that times out leaves its batch. `context.signal` aborts when all
 *   branches have left, or when the run ends.
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
 * @param name - the name of the stage in outcomes and events; it must be unique within a pipeline
 * @param project - makes one request for all `inputs`. It returns a promise or an Observable of one
 *   answer: a list in the order of the inputs, or a `Map` by `key`. Without the option `key`, the
 *   inputs are the keys of the `Map`
 * @param options - the batch size, bounds, policies, and whether values are delivered
 * @returns the stage, to be joined by {@link pipeline} or used as an operator
 * @throws TypeError, RangeError if an argument is invalid; the message names it and quotes its
 *   value
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
