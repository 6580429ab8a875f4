import type { Plan } from './engine/plan.js';
import type { Rejected } from './outcome.js';
import { quote } from './quote.js';
import type { Inputs, Joinable, StageNode } from './segment.js';

type NameOf<S> = S extends StageNode<infer N, Inputs, unknown, boolean, boolean, unknown> ? N : never;
type Named<S, N> = S extends StageNode<infer M, Inputs, unknown, boolean, boolean, unknown> ? (M extends N ? S : never) : never;

/**
 * One value of a stage, with the results that came from it under the names of the stages that
 * follow. The last element of a list can be a rejection instead: the reason why there are no more
 * values.
 */
export type Settled<S, P extends Inputs = []> =
  S extends StageNode<infer N, infer C, infer V, boolean, boolean, infer X>
    ? | {
          readonly [K in 'status' | 'value' | NameOf<X> | (number extends C['length'] ? N : never)]: K extends 'status'
            ? 'fulfilled'
            : K extends 'value'
              ? V
              : K extends N
                ? readonly Settled<S, P>[]
                : readonly Settled<Named<X, K>, [...P, ...C]>[];
        }
      | Rejected<N, [...P, ...C]>
    : never;

/** Everything that came from one input of a segment. */
export type Tree<I, S> = {
  readonly [K in 'input' | 'path' | NameOf<S>]: K extends 'input' ? I : K extends 'path' ? readonly number[] : readonly Settled<Named<S, K>>[];
};

/**
 * Everything that came from one root, as a tree: what `assemble` emits.
 *
 * @typeParam T - the type of the segment, as in `Assembled<typeof profile>`
 */
export type Assembled<T> = T extends Joinable<infer I, unknown, never, infer S> ? Tree<I, S> : never;

/** The properties of results that stages must not be named after. */
const PROPERTIES: readonly string[] = ['status', 'value', 'input', 'path'];

/**
 * Checks that no stage is named after a property of results.
 *
 * @throws TypeError that names the stage
 */
export function checkNamesInTree(call: string, { levels, inner }: Pick<Plan, 'levels' | 'inner'>): void {
  const misnamed = levels.flat().find((stage) => !inner.has(stage) && PROPERTIES.includes(stage.name));
  if (misnamed === undefined) return;
  throw new TypeError(`${call}: a stage is named ${quote(misnamed.name)}, which is a property of results: rename the stage`);
}
