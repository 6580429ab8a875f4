import type { PipelineOptions } from './pipeline-options.js';
import type { AnyJoinable, ChainOf, Inputs, IsAny, Joinable, StageNode } from './segment.js';
import type { AnyStageOptions } from './stage-options.js';

/*
 * What the compiler says about a call that does not fit. The parameters of the last signature of
 * `pipeline` have these types: the type of the argument if it fits, otherwise a sentence that no
 * argument is assignable to.
 */

/**
 * What a segment needs as input, what it returns, which inputs must come before it, and its first
 * stages.
 */
type Takes<T> = T extends Joinable<infer I, unknown, never, unknown> ? I : never;
type Gives<T> = T extends Joinable<never, infer O, never, unknown> ? O : never;
type Needs<T> = T extends Joinable<never, unknown, infer P, unknown> ? P : never;
type Nodes<T> = T extends Joinable<never, unknown, never, infer S> ? S : never;

/** The inputs that a segment adds. */
export type ChainAt<T> = ChainOf<Nodes<T>> extends infer C extends Inputs ? C : [];

/**
 * The names of the first stages of a segment: only those that do not accept `V`, if there are any.
 */
type Refusing<V, S> = [RefusingOf<V, S>] extends [never] ? FirstName<S> : RefusingOf<V, S>;
type RefusingOf<V, S> = S extends StageNode<infer N, infer C, unknown, boolean, boolean, unknown> ? (V extends C[0] ? never : N) : never;
type FirstName<S> = S extends StageNode<infer N, Inputs, unknown, boolean, boolean, unknown> ? N : never;

/** The last stages of a segment whose values do not fit as `I`. */
type Giving<S, I> =
  S extends StageNode<infer N, Inputs, infer V, boolean, boolean, infer X>
    ? [X] extends [never]
      ? [V] extends [I]
        ? never
        : { readonly name: N; readonly value: V }
      : Giving<X, I>
    : never;

/** Explains why the values of `E`, a last stage, are not inputs of the segment `B`. */
type Mismatch<E, B> = E extends { readonly name: infer N extends string; readonly value: infer V }
  ? [V] extends [Iterable<Takes<B>>]
    ? `'${N}' returns a list and '${FirstName<Nodes<B>>}' needs one element: create '${N}' with listStage()`
    : // eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style -- the compiler prints it as an object
      { readonly [K in `'${N}' does not return what '${Refusing<V, Nodes<B>>}' needs`]: { returns: V; needs: Takes<B> } }
  : never;

/**
 * An argument that fits. It is assignable to this type but not a subtype of it. TypeScript first
 * looks for a signature that matches by subtype, and would pick the last one for calls that an
 * earlier signature matches.
 */
type Fitting<T> = T & { readonly fits?: never };

/** Explains that a segment with stages written inline was made for another place. */
type OtherPlace<B> = `'${FirstName<Nodes<B>>}' needs other inputs before it: write its segment inline here, or create its stages separately`;

/**
 * What may come first in a pipeline. If all arguments fit, this still is a sentence: the last
 * signature must never match.
 *
 * @typeParam Given - the arguments that follow
 * @typeParam Fit - what each of them must be
 */
export type Begins<A, Given extends readonly unknown[], Fit extends readonly unknown[]> =
  true extends IsAny<A>
    ? A
    : A extends AnyJoinable
      ? true extends AllFit<Given, Fit>
        ? 'these segments do not fit: the type of each must not be a union'
        : A
      : NoSegment<A>;

type AllFit<Given, Fit> = Given extends readonly [infer B, ...infer Bs]
  ? Fit extends readonly [infer F, ...infer Fs]
    ? [B] extends [F]
      ? B extends AnyJoinable
        ? AllFit<Bs, Fs>
        : [Exclude<keyof B, keyof PipelineOptions>] extends [never]
          ? AllFit<Bs, Fs>
          : false
      : false
    : true
  : true;

type NoSegment<T> = T extends (...args: never) => unknown
  ? 'a function is not a stage: wrap it in stage() or listStage()'
  : 'expected a stage, a pipeline or another segment';

/**
 * What may follow `A`: `B` if it fits, otherwise the reason why it does not. `any`, which is not
 * known yet, fits.
 */
export type Fits<P extends Inputs, A, B> = true extends IsAny<A> | IsAny<B>
  ? B
  : B extends AnyJoinable
    ? A extends AnyJoinable
      ? [Gives<A>] extends [Takes<B>]
        ? P extends Needs<B>
          ? B
          : OtherPlace<B>
        : Mismatch<Giving<Nodes<A>, Takes<B>>, B>
      : 'options must be the last argument'
    : B extends (...args: never) => unknown
      ? NoSegment<B>
      : OptionsLike<B>;

/** Options, unless some of them are options of a stage. */
type OptionsLike<T> = [keyof T & StageOption] extends [never]
  ? PipelineOptions
  : `'${keyof T & StageOption}' is an option of stages: pass it to stage() or listStage()`;
type StageOption = Exclude<keyof AnyStageOptions, keyof PipelineOptions>;

/** What may be the tenth argument: options. */
export type Tenth<J> =
  IsAny<J> extends true ? J : J extends AnyJoinable ? 'more than nine segments: put some of them in a nested pipeline()' : OptionsLike<J>;

/** What may be in a fork. */
export type Beside<P extends Inputs, A> =
  true extends IsAny<A>
    ? A
    : A extends AnyJoinable
      ? P extends Needs<A>
        ? Fitting<A>
        : OtherPlace<A>
      : A extends (...args: never) => unknown
        ? NoSegment<A>
        : 'a fork has no options: pass them to the outermost pipeline';

/** What may follow a test that values of type `V` pass. */
export type Behind<P extends Inputs, V, A> = true extends IsAny<A> | IsAny<V>
  ? A
  : A extends AnyJoinable
    ? [V] extends [Takes<A>]
      ? P extends Needs<A>
        ? Fitting<A>
        : OtherPlace<A>
      : // eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style -- the compiler prints it as an object
        { readonly [K in `'${Refusing<V, Nodes<A>>}' does not accept what passes the test`]: { passes: V; needs: Takes<A> } }
    : NoSegment<A>;
