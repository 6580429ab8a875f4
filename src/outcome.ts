/**
 * One value that a branch emitted, and where it came from. Assignable to the standard
 * `PromiseFulfilledResult`.
 *
 * @typeParam V - the value
 * @typeParam N - the stage's name, a literal
 * @typeParam Inputs - the chain of inputs that led here, root first
 */
export interface Fulfilled<V = unknown, N extends string = string, Inputs extends readonly unknown[] = readonly unknown[]> {
  readonly status: 'fulfilled';
  /** What the stage's project emitted. For a `listStage`, one element of a list. */
  readonly value: V;
  /** The name of the stage that emitted it. */
  readonly stage: N;
  /** The inputs that led here, root first. The last one is the input of `stage`. */
  readonly inputs: Inputs;
  /**
   * The branch's index at each level, as long as `inputs`. `[3, 0]` is the first child of the
   * fourth root.
   */
  readonly path: readonly number[];
  /** The index of this value among the emissions of its branch, from 0. */
  readonly index: number;
  /**
   * How many attempts the branch has made so far. 0 if it made none: its value came from a cache or
   * another branch, or it belongs to a `join`.
   */
  readonly attempts: number;
}

/**
 * The failure of one branch, and where it happened. Assignable to the standard
 * `PromiseRejectedResult`.
 *
 * @typeParam N - the stage's name, a literal: comparing `stage` narrows `inputs`
 * @typeParam Inputs - the chain of inputs that led here, root first
 */
export interface Rejected<N extends string = string, Inputs extends readonly unknown[] = readonly unknown[]> {
  readonly status: 'rejected';
  /** What was thrown, unchanged. It can be any value, including `undefined`. */
  readonly reason: unknown;
  /** The name of the stage that failed. */
  readonly stage: N;
  /** The inputs that led here, root first. The last one is the input that failed. */
  readonly inputs: Inputs;
  /** The branch's index at each level, as long as `inputs`. */
  readonly path: readonly number[];
  /** How many attempts the branch made; 0 if it never started. */
  readonly attempts: number;
}

/**
 * What a branch delivers: a fulfilled value or a rejected reason. Discriminate by `status`, never
 * by the value.
 */
export type Outcome = Fulfilled | Rejected;

/**
 * Tests whether an outcome is a fulfilled value. As a type predicate it narrows in
 * `filter(isFulfilled)`.
 *
 * @example
 * ```ts
 * import { filter } from 'rxjs';
 * import { isFulfilled, stage } from 'rxjs-stages';
 *
 * const double = stage('double', (n: number) => Promise.resolve(n * 2));
 * double([1, 2])
 *   .pipe(filter(isFulfilled))
 *   .subscribe(({ value, inputs: [n] }) => console.log(n, value));
 * ```
 */
export function isFulfilled<T extends Pick<Outcome, 'status'>>(outcome: T): outcome is Extract<T, { readonly status: 'fulfilled' }> {
  return outcome.status === 'fulfilled';
}

/**
 * Tests whether an outcome is a failure. As a type predicate it narrows in `filter(isRejected)`.
 *
 * @example
 * ```ts
 * import { filter } from 'rxjs';
 * import { isRejected, stage } from 'rxjs-stages';
 *
 * const parse = stage('parse', (text: string) => Promise.resolve(JSON.parse(text) as unknown));
 * parse(['{}', '{'])
 *   .pipe(filter(isRejected))
 *   .subscribe(({ stage, inputs, reason }) => console.error(stage, inputs, reason));
 * ```
 */
export function isRejected<T extends Pick<Outcome, 'status'>>(outcome: T): outcome is Extract<T, { readonly status: 'rejected' }> {
  return outcome.status === 'rejected';
}

/**
 * Recognises an outcome by its shape, so that outcomes of another copy of this package count, too.
 *
 * @internal
 */
export function isOutcome(value: unknown): value is Outcome {
  try {
    const { status, inputs, path } = (value ?? {}) as Partial<Outcome>;
    return (status === 'fulfilled' || status === 'rejected') && Array.isArray(inputs) && Array.isArray(path);
  } catch {
    return false;
  }
}
