import type { ObservableInput, ObservedValueOf } from 'rxjs';
import type { AsyncIterableObservable } from './async-iterable-observable.js';
import type { StageContext } from './context.js';
import type { StagePlan } from './engine/plan.js';
import { OptionsCheck } from './options.js';
import type { Fulfilled, Rejected } from './outcome.js';
import { planFor, type StageDefinition } from './pipeline-options.js';
import { quote } from './quote.js';
import { runnable } from './runnable.js';

/** The bounds of one stage, and what it delivers. */
export interface StageOptions {
  /**
   * How many attempts of this stage may be open at once, in one run: at work, or suspended between two pulls.
   *
   * @default the pipeline's `concurrency`
   */
  readonly concurrency?: number | undefined;
  /**
   * Delivers the stage's values as outcomes too, each before the branch that it makes may start. The last stage's always are.
   *
   * @default false
   */
  readonly deliver?: boolean | undefined;
}

/**
 * What one stage adds to the outcomes of its pipeline.
 *
 * @typeParam V - its values
 * @typeParam N - its name
 * @typeParam Inputs - the chain of inputs, root first
 * @typeParam D - whether its values are delivered
 */
export type StageOutcome<V, N extends string, Inputs extends readonly unknown[], D extends boolean> =
  | Rejected<N, Inputs>
  | (D extends true ? Fulfilled<V, N, Inputs> : never);

/**
 * What `pipeline` joins: a stage of either kind. It is an operator itself, a pipeline of one.
 *
 * @typeParam N - its name, a literal
 * @typeParam I - its inputs
 * @typeParam O - its emissions, each of them the input of a branch at the next stage
 * @typeParam P - the inputs of the stages before, root first
 * @typeParam D - whether its values are delivered from the middle of a pipeline
 */
export interface AnyStage<N extends string, I, O, P extends readonly unknown[], D extends boolean> {
  (source: ObservableInput<I> & object): AsyncIterableObservable<StageOutcome<O, N, [I], true>>;
  readonly name: N;
  readonly options: StageOptions & { readonly deliver?: D | undefined };
  readonly project: (input: I, context: StageContext<[...P, I]>) => unknown;
}

/** One round of requests, made by {@link stage}: every emission of its project is a child. */
export interface Stage<N extends string, I, O, P extends readonly unknown[] = readonly unknown[], D extends boolean = boolean>
  extends AnyStage<N, I, O, P, D> {
  /**
   * Returns the same stage with something changed: another project (a test's, say) or another bound. The name and the types stay.
   *
   * @param changes - the options to change, and the `project`; an option given as `undefined` goes back to its default
   * @throws what {@link stage} throws
   */
  with(changes: StageChanges<(input: I, context: StageContext<[...P, I]>) => ObservableInput<O> & object>): Stage<N, I, O, P, D>;
}

/** One round of requests, made by {@link listStage}: every element of every list that its project gives is a child. */
export interface ListStage<N extends string, I, O, P extends readonly unknown[] = readonly unknown[], D extends boolean = boolean>
  extends AnyStage<N, I, O, P, D> {
  /**
   * Returns the same stage with something changed: another project (a test's, say) or another bound. The name and the types stay.
   *
   * @param changes - the options to change, and the `project`; an option given as `undefined` goes back to its default
   * @throws what {@link listStage} throws
   */
  with(
    changes: StageChanges<(input: I, context: StageContext<[...P, I]>) => ObservableInput<Iterable<O> & object> & object>,
  ): ListStage<N, I, O, P, D>;
}

/** What `with` can change: whether values are delivered is part of the types, and stays. */
export type StageChanges<Project> = Omit<StageOptions, 'deliver'> & { readonly project?: Project | undefined };

/** The elements of a list. */
export type ElementOf<L> = L extends Iterable<infer E> ? E : never;

const OPTIONS = ['concurrency', 'deliver'] as const;

export function stage<N extends string, I, R extends ObservableInput<unknown> & object, P extends readonly unknown[]>(
  name: N,
  project: (input: I, context: StageContext<[...P, I]>) => R,
  options: StageOptions & { readonly deliver: true },
): Stage<N, I, ObservedValueOf<R>, P, true>;
export function stage<N extends string, I, R extends ObservableInput<unknown> & object, P extends readonly unknown[]>(
  name: N,
  project: (input: I, context: StageContext<[...P, I]>) => R,
  options?: StageOptions & { readonly deliver?: false | undefined },
): Stage<N, I, ObservedValueOf<R>, P, false>;
export function stage<N extends string, I, R extends ObservableInput<unknown> & object, P extends readonly unknown[]>(
  name: N,
  project: (input: I, context: StageContext<[...P, I]>) => R,
  options: StageOptions,
): Stage<N, I, ObservedValueOf<R>, P>;
export function stage(name: string, project: (input: never, context: never) => unknown, options: StageOptions = {}): unknown {
  return define('stage', name, project as StagePlan['project'], options);
}

export function listStage<N extends string, I, R extends ObservableInput<Iterable<unknown> & object> & object, P extends readonly unknown[]>(
  name: N,
  project: (input: I, context: StageContext<[...P, I]>) => R,
  options: StageOptions & { readonly deliver: true },
): ListStage<N, I, ElementOf<ObservedValueOf<R>>, P, true>;
export function listStage<N extends string, I, R extends ObservableInput<Iterable<unknown> & object> & object, P extends readonly unknown[]>(
  name: N,
  project: (input: I, context: StageContext<[...P, I]>) => R,
  options?: StageOptions & { readonly deliver?: false | undefined },
): ListStage<N, I, ElementOf<ObservedValueOf<R>>, P, false>;
export function listStage<N extends string, I, R extends ObservableInput<Iterable<unknown> & object> & object, P extends readonly unknown[]>(
  name: N,
  project: (input: I, context: StageContext<[...P, I]>) => R,
  options: StageOptions,
): ListStage<N, I, ElementOf<ObservedValueOf<R>>, P>;
export function listStage(name: string, project: (input: never, context: never) => unknown, options: StageOptions = {}): unknown {
  return define('listStage', name, project as StagePlan['project'], options);
}

const definitions = new WeakMap<object, StageDefinition>();

/** What `pipeline` needs to know of a stage; undefined if it is none. */
export function definitionOf(candidate: unknown): StageDefinition | undefined {
  return typeof candidate === 'function' ? definitions.get(candidate) : undefined;
}

function define(kind: 'stage' | 'listStage', name: string, project: StagePlan['project'], options: StageOptions): unknown {
  if (typeof name !== 'string' || name === '') throw new TypeError(`${kind}: name must be a string that is not empty, got ${quote(name)}`);
  const check = new OptionsCheck(`${kind} ${quote(name)}`);
  if (typeof project !== 'function') throw new TypeError(`${kind} ${quote(name)}: project must be a function, got ${quote(project)}`);
  check.known(options, OPTIONS);
  const { concurrency, deliver = false } = options;
  check.count('concurrency', concurrency, 1);
  check.type('deliver', deliver, 'true or false', (value) => typeof value === 'boolean');

  const definition = { name, project, lists: kind === 'listStage', concurrency, deliver };
  const operator = runnable(planFor([definition], {}));
  definitions.set(operator, definition);
  const properties = {
    name,
    project,
    options,
    with({ project: other = project, ...changes }: StageChanges<StagePlan['project']>) {
      return define(kind, name, other, { ...options, ...changes });
    },
  };
  for (const [key, value] of Object.entries(properties)) Object.defineProperty(operator, key, { value, enumerable: true });
  return operator;
}
