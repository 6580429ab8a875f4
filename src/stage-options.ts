import type { StageContext } from './context.js';
import type { Cache } from './policies/cache.js';
import type { LimitOption } from './policies/limits/keyed-limit.js';
import type { RetryPolicy } from './policies/retry.js';
import type { StageTimeouts } from './policies/timeout.js';

/**
 * The bounds of one stage, its policies, and what it delivers.
 *
 * @typeParam I - its inputs
 * @typeParam O - its values
 * @typeParam Inputs - the inputs in the context of `recurse`, root first
 * @typeParam Back - the inputs that `recurse` and `nextPage` give; none, unless `I` is known
 */
export interface StageOptions<
  I = unknown,
  O = unknown,
  Inputs extends readonly unknown[] = readonly unknown[],
  Back = unknown extends I ? never : I,
> {
  /**
   * How many attempts of this stage may be open at once, in one run: in flight, or suspended between two pulls.
   *
   * @default 16; `Infinity` if the stage has a `limit`, which then is its only bound
   */
  readonly concurrency?: number | undefined;
  /**
   * Bounds that are shared with other stages, pipelines and runs: one, or several of which an attempt takes all or none.
   * A stage with a `limit` has no default `concurrency`. A {@link rateLimit} bounds starts only: add a `concurrency`
   * if answers may be slow.
   *
   * @default none
   */
  readonly limit?: LimitOption<I> | undefined;
  /**
   * Names a branch by its input. Within one run, branches of equal keys share the attempt that is in flight, and each delivers what comes of it as its own; an input
   * that `recurse` gives makes no branch if this stage has had its key before.
   *
   * @default none: every branch makes its own attempts
   */
  readonly key?: ((input: I) => string) | undefined;
  /**
   * How many times a failed attempt is made again, after the delays of {@link exponentialBackoff}; or a policy that says more. An attempt that had emitted anything
   * is not made again, unless the stage is `atomic`.
   *
   * @default 0
   */
  readonly retry?: number | RetryPolicy | undefined;
  /**
   * How long one attempt may take, in ms; or bounds of attempt, branch and wait.
   *
   * @default Infinity
   */
  readonly timeout?: number | StageTimeouts | undefined;
  /**
   * Holds an attempt's emissions until it completes: whatever its failure, nothing was emitted, and it can be made again.
   *
   * @default false
   */
  readonly atomic?: boolean | undefined;
  /**
   * Keeps what branches have emitted, by this stage's name and their `key`, which it needs.
   *
   * @default none: nothing is kept
   */
  readonly cache?: Cache | undefined;
  /**
   * Feeds a value back into this stage: each element that it gives for the value is an input of this stage again, one level deeper. The elements are taken one by one,
   * as the stage has room for them; the value is delivered, or starts its child, at once. The stage's `inputs` are longer for each level.
   *
   * @default none: values go on to the next stage alone
   */
  readonly recurse?: ((value: O, context: StageContext<Inputs>) => Iterable<Back> & object) | undefined;
  /**
   * How many levels below its first one `recurse`, which it needs, may feed.
   *
   * @default Infinity
   */
  readonly maxDepth?: number | undefined;
  /**
   * Turns the page: when an attempt completes it is given the last value that this has emitted, and gives the input that the branch goes on with, or nothing if it ends.
   * An attempt that emitted nothing ends its branch. Each page has its own slot, retries and `timeout.attempt`.
   *
   * @default none: one page is all
   */
  readonly nextPage?: ((value: O, input: I) => Back | null | undefined) | undefined;
  /**
   * Delivers the stage's values as outcomes too, each before the branch that it makes may start. The last stage's always are.
   *
   * @default false
   */
  readonly deliver?: boolean | undefined;
}

/** The options of some stage, whatever its types. */
export type AnyStageOptions = StageOptions<never, never, never, unknown>;

/**
 * The options of a stage that surely does not recurse.
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

/** Whether a stage delivers, by its option: not unless it says so. */
export type Delivers<D extends boolean | undefined> = NoInfer<D extends boolean ? D : false>;

/**
 * What `with` can change: the project, and every option but `recurse`. Whether a stage recurses decides the type of its
 * `inputs`, which the stages after it are typed by: make another stage instead.
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
  /** As in {@link StageOptions}; the type of the changed stage says it. */
  readonly deliver?: D;
  /** As in {@link StageOptions}; compared as methods are, so that a stage of narrower values is one of wider ones. */
  readonly nextPage?: { turn(value: O, input: I): Back | null | undefined }['turn'] | undefined;
};
