import type { StageContext } from './context.js';
import type { Cache } from './policies/cache.js';
import type { LimitOption } from './policies/limits/keyed-limit.js';
import type { RetryPolicy } from './policies/retry.js';
import type { StageTimeouts } from './policies/timeout.js';

/**
 * The options of one stage: bounds, policies, and whether its values are delivered.
 *
 * @typeParam I - its inputs
 * @typeParam O - its values
 * @typeParam Inputs - the inputs in the context of `recurse`, root first
 * @typeParam Back - the inputs that `recurse` and `nextPage` return; none, unless `I` is known
 */
export interface StageOptions<
  I = unknown,
  O = unknown,
  Inputs extends readonly unknown[] = readonly unknown[],
  Back = unknown extends I ? never : I,
> {
  /**
   * The maximum number of attempts of this stage that may be open at once in one run: in flight, or
   * suspended between two pulls. An integer >= 1 or Infinity.
   *
   * @default 16; `Infinity` if the stage has a `limit`, which then is its only bound
   */
  readonly concurrency?: number | undefined;
  /**
   * One or more limits that are shared with other stages, pipelines and runs. An attempt acquires
   * all of them or none. A stage with a `limit` has no default `concurrency`. A {@link rateLimit}
   * bounds starts only: add a `concurrency` if answers may be slow.
   *
   * @default none
   */
  readonly limit?: LimitOption<I> | undefined;
  /**
   * Returns the key of an input. Within one run, branches with equal keys share the attempt in
   * flight, and each delivers its result as its own. With `recurse`, the stage skips an input that
   * is fed back if its key has occurred before.
   *
   * @default none: every branch makes its own attempts
   */
  readonly key?: ((input: I) => string) | undefined;
  /**
   * The maximum number of retries of a failed attempt, with the delays of
   * {@link exponentialBackoff}; or a policy. An attempt that has emitted a value is not retried,
   * unless the stage is `atomic`.
   *
   * @default 0
   */
  readonly retry?: number | RetryPolicy | undefined;
  /**
   * The maximum duration of one attempt, in ms; or timeouts for attempts, branches and waiting.
   *
   * @default Infinity
   */
  readonly timeout?: number | StageTimeouts | undefined;
  /**
   * Holds an attempt's emissions until it completes. An attempt that fails then has emitted
   * nothing, so it can be retried.
   *
   * @default false
   */
  readonly atomic?: boolean | undefined;
  /**
   * Caches what branches have emitted, by the name of this stage and their `key`. Needs `key`,
   * unless the cache has an `identify` method.
   *
   * @default none: nothing is cached
   */
  readonly cache?: Cache | undefined;
  /**
   * Feeds values back into this stage. It returns an iterable for a value. Each of its elements is
   * an input of this stage again, one level deeper, with one more element in its `inputs`. Elements
   * are pulled one by one, while the stage has room. The value itself is delivered, or starts its
   * child, at once.
   *
   * @default none: values only go on to the next stage
   */
  readonly recurse?: ((value: O, context: StageContext<Inputs>) => Iterable<Back> & object) | undefined;
  /**
   * The maximum number of levels that `recurse` may add below the first one, an integer >= 0 or
   * Infinity. Needs `recurse`.
   *
   * @default Infinity
   */
  readonly maxDepth?: number | undefined;
  /**
   * Requests the next page. When an attempt completes, it is called with the last value that the
   * attempt emitted. It returns the input of the next page, or `null` or `undefined` to end the
   * branch. An attempt that emitted nothing ends its branch. Each page has its own slot, retries
   * and `timeout.attempt`.
   *
   * @default none: one page is all
   */
  readonly nextPage?: ((value: O, input: I) => Back | null | undefined) | undefined;
  /**
   * Delivers the stage's values as outcomes too, each before its child may start. The values of the
   * last stage are always delivered.
   *
   * @default false
   */
  readonly deliver?: boolean | undefined;
}

/** The options of any stage, whatever its types. */
export type AnyStageOptions = StageOptions<never, never, never, unknown>;

/**
 * The options of a stage that does not recurse.
 *
 * @typeParam D - whether it delivers
 */
export type PlainStageOptions<I, O, D extends boolean | undefined> = StageOptions<I, O, readonly unknown[], I> & {
  readonly recurse?: undefined;
  readonly deliver?: D;
};

/**
 * The options of a stage that recurses, or may.
 *
 * @typeParam P - the inputs of the stages before, root first
 * @typeParam D - whether it delivers
 */
export type RecursiveStageOptions<I, O, P extends readonly unknown[], D extends boolean | undefined> = StageOptions<
  I,
  O,
  NoInfer<[...P, I, ...I[]]>,
  I
> & { readonly deliver?: D };

/** Whether a stage delivers, from the type of its option; `false` by default. */
export type Delivers<D extends boolean | undefined> = NoInfer<D extends boolean ? D : false>;

/**
 * What `with` can change: the project, and every option except `recurse`. Whether a stage recurses
 * decides the type of its `inputs`, which the stages after it depend on. Create another stage
 * instead.
 *
 * @typeParam Project - the stage's project
 * @typeParam D - whether the changed stage delivers
 */
export type StageChanges<
  Project,
  I = unknown,
  O = unknown,
  Back = unknown extends I ? never : I,
  D extends boolean | undefined = boolean | undefined,
> = Omit<StageOptions<I, O, readonly unknown[], Back>, 'deliver' | 'recurse' | 'nextPage'> & {
  readonly project?: Project | undefined;
  /** As in {@link StageOptions}. It decides the type of the changed stage. */
  readonly deliver?: D;
  /**
   * As in {@link StageOptions}. It is compared like a method, so that a stage of narrower values is
   * assignable to one of wider values.
   */
  readonly nextPage?: { turn(value: O, input: I): Back | null | undefined }['turn'] | undefined;
};
