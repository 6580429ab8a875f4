import type { ObservableInput } from 'rxjs';
import type { AsyncIterableObservable } from './async-iterable-observable.js';
import type { Fulfilled, Rejected } from './outcome.js';

/** A chain of inputs, root first. */
export type Inputs = readonly unknown[];

declare const joint: unique symbol;

/**
 * Decides whether two segments fit. The annotations `in` and `out` apply even without
 * `strictFunctionTypes`.
 */
interface Joint<in I, out O, in P extends Inputs, out S> {
  readonly takes: (input: I, before: P) => void;
  readonly gives: O;
  readonly nodes: S;
}

/**
 * The types of a segment: a stage, a pipeline, a fork, a `when` or a `join`.
 *
 * @typeParam I - one input
 * @typeParam O - one value, which is the input of what follows
 * @typeParam P - the inputs of the stages before it, root first
 * @typeParam S - its first stages, a union of {@link StageNode}, each with the stages that follow
 *   it
 */
export interface Joinable<in I, out O, in P extends Inputs, out S> {
  /** Exists only in types. */
  readonly [joint]: Joint<I, O, P, S>;
}

/** A segment of any types. */
export type AnyJoinable = Joinable<never, unknown, never, unknown>;

/**
 * A segment: `pipeline` puts it after another one, `fork` beside another one. It is an operator
 * itself.
 */
export interface Segment<in I, out O, in P extends Inputs, out S> extends Joinable<I, O, P, S> {
  (source: ObservableInput<I> & object): AsyncIterableObservable<OutcomesOf<S>>;
}

/**
 * One stage in a tree of stages.
 *
 * @typeParam N - its name
 * @typeParam C - its inputs: one, or one for each level if it recurses
 * @typeParam V - one value
 * @typeParam D - whether its values are delivered even if stages follow
 * @typeParam F - `true` if the stage can be used anywhere, whatever the inputs before it
 * @typeParam Next - the stages that follow, a union; `never` if there are none
 */
export interface StageNode<out N extends string, out C extends Inputs, out V, out D extends boolean, out F extends boolean, out Next = never> {
  readonly name: N;
  readonly inputs: C;
  readonly value: V;
  readonly deliver: D;
  readonly free: F;
  readonly next: Next;
}

/** `any`: the type of an argument that is missing, or of which nothing is known. */
export type Open = ReturnType<typeof JSON.parse>;

export type IsAny<T> = 0 extends 1 & T ? true : false;

/** The input of a stage that receives values of a type: the narrower of the two. */
type FedChain<V, C> = C extends readonly [infer I, ...infer Deeper]
  ? readonly [true extends IsAny<V> ? I : [V] extends [never] ? I : [V] extends [I] ? V : I, ...Deeper]
  : C;

/** First stages that receive values of a type. */
export type Fed<V, S> =
  S extends StageNode<infer N, infer C, infer O, infer D, infer F, infer X>
    ? FedChain<V, C> extends infer C2 extends Inputs
      ? StageNode<N, C2, O, D, F, X>
      : never
    : never;

/** The same stages, with others after each of their ends. */
export type Then<S, Next> =
  S extends StageNode<infer N, infer C, infer V, infer D, infer F, infer X>
    ? StageNode<N, C, V, D, F, [X] extends [never] ? Fed<V, Next> : Then<X, Next>>
    : never;

/** The chain of inputs along each way through a segment, root first. */
export type ChainOf<S> =
  S extends StageNode<string, infer C, unknown, boolean, boolean, infer X> ? ([X] extends [never] ? C : readonly [...C, ...ChainOf<X>]) : never;

/**
 * The outcomes of stages, and of all that follow. Nested as little as possible, because the
 * compiler limits how deeply types nest.
 */
export type OutcomesOf<S, P extends Inputs = []> =
  S extends StageNode<infer N, infer C, infer V, infer D, boolean, infer X>
    ? Rejected<N, [...P, ...C]> | Delivered<V, N, [...P, ...C], D, X> | OutcomesOf<X, [...P, ...C]>
    : never;

type Delivered<V, N extends string, I extends Inputs, D extends boolean, X> = [X] extends [never]
  ? Fulfilled<V, N, I>
  : D extends true
    ? Fulfilled<V, N, I>
    : never;

/** Whether stages, and all that follow, can be used anywhere. */
export type IsFree<S> = false extends (
  S extends StageNode<string, Inputs, unknown, boolean, infer F, infer X> ? (F extends true ? IsFree<X> : false) : never
)
  ? false
  : true;

/** The inputs that a segment needs before it: any, if all of its stages can be used anywhere. */
export type Place<S, P extends Inputs> = IsFree<S> extends true ? Inputs : P;

/**
 * The inputs before a segment: none, unless its place is known. Written so that TypeScript infers
 * `P` from the place alone.
 */
export type Before<P extends Inputs> = { root: []; inner: P }[[P] extends [never] ? 'root' : 'inner'];

/** The inputs before what follows the stages `S`. */
export type After<P extends Inputs, S> = [...Before<P>, ...ChainOf<S>];
