import type { ObservableInput } from 'rxjs';
import type { AsyncIterableObservable } from './async-iterable-observable.js';
import { unfit } from './check.js';
import { SEGMENT } from './compose.js';
import { captureContext, within, type AsyncContext } from './engine/async-context.js';
import { createRun } from './engine/create-run.js';
import type { Consumer } from './engine/consumer.js';
import type { Plan } from './engine/plan.js';
import { delivers } from './engine/steps.js';
import type { PipelineEvent } from './events/pipeline-event.js';
import type { Fulfilled, Outcome, Rejected } from './outcome.js';
import { operatorOf, planOf } from './runnable.js';

/**
 * The values of fulfilled outcomes, by the names of their stages.
 *
 * @typeParam O - the outcomes
 */
export type ValuesByStage<O extends Outcome> = {
  readonly [N in Extract<O, Fulfilled>['stage']]: Extract<O, { readonly status: 'fulfilled'; readonly stage: N }>['value'][];
};

/**
 * Everything that came from one root.
 *
 * @typeParam T - the root
 * @typeParam O - the outcomes of the pipeline
 */
export interface Gathered<T, O extends Outcome = Outcome> {
  /** The root itself. */
  readonly input: T;
  /** A path of one element: the root's index in the source. */
  readonly path: readonly number[];
  /** The fulfilled outcomes of its tree, in completion order. */
  readonly fulfilled: Extract<O, Fulfilled>[];
  /** The rejected outcomes of its tree, in completion order. */
  readonly rejected: Extract<O, Rejected>[];
  /**
   * The values of `fulfilled`, by the names of their stages. Every stage that delivers has a list,
   * which may be empty.
   */
  readonly values: ValuesByStage<O>;
}

/**
 * Collects everything that comes from one root into one result, as soon as every branch of the root
 * has settled.
 *
 * ```text
 * outcomes  -x1-y1-x2------|   x has two children, y one
 * gathered  ----y--x-------|
 * ```
 *
 * Use when you handle an item as a whole, for example to save it or to answer a request; prefer
 * plain outcomes when each can be used as it arrives. It is like `Promise.allSettled` for each item
 * separately: no item waits for another.
 *
 * - Order: completion order of whole trees, or the order of the roots with `order: 'source'`. The
 *   lists within a result are in completion order.
 * - Failure: the failures of a tree are in its `rejected`. A root without outcomes has two empty
 *   lists. If a recursive stage with a `key` has seen a root before, that root creates no branch
 *   and no result.
 * - Concurrency, cancellation: as the pipeline. Unfinished trees are held in memory.
 *
 * @example
 * ```ts
 * import { gather, listStage, pipeline, stage } from 'rxjs-stages';
 *
 * const order = listStage('order', (id: number) => Promise.resolve([`${id}-a`, `${id}-b`]));
 * const price = stage('price', (item: string) => Promise.resolve(item.length));
 *
 * for await (const { input, values, rejected } of gather(pipeline(order, price))([1, 2, 3])) {
 *   console.log(input, values.price.reduce((sum, value) => sum + value, 0), rejected.length);
 * }
 * ```
 *
 * @param pipeline - a pipeline, or any other segment, such as a stage or a fork
 * @returns an operator of the same kind, which emits a {@link Gathered} for each root
 * @throws TypeError if `pipeline` is not a segment
 */
export function gather<T, O extends Outcome>(
  pipeline: (source: ObservableInput<T> & object) => AsyncIterableObservable<O>,
): (source: ObservableInput<T> & object) => AsyncIterableObservable<Gathered<T, O>> {
  const plan = planOf(pipeline);
  if (plan === undefined) throw unfit('gather: pipeline', SEGMENT, pipeline);
  const delivering = deliveringStages(plan);

  return operatorOf<Gathered<unknown>>(plan, (source, consumer) => {
    const { order, inner } = plan;
    const innerNames = new Set([...inner].map(({ name }) => name));
    const trees = new Map<number | undefined, Tree>();
    const treeOf = ([root]: readonly number[]): Tree => trees.get(root) as Tree;

    /**
     * Part of a tree has ended. Emits the tree if nothing of it is left; in source order only once
     * all earlier trees have been emitted.
     */
    const settle = (path: readonly number[]): void => {
      const [root] = path;
      const tree = treeOf(path);
      if (--tree.open > 0) return;
      if (order === 'completion') give(root, tree);
      else {
        for (const [first, { open }] of trees) {
          if (open > 0) break;
          give(first, treeOf([first as number]));
        }
      }
    };

    const give = (root: number | undefined, { context, gathered }: Tree): void => {
      trees.delete(root);
      within(context, next, consumer, gathered);
    };

    const roots = {
      began(input: unknown, root: number): void {
        const values = Object.fromEntries([...delivering].map((name) => [name, []]));
        trees.set(root, {
          // Until all first branches of the root have been created.
          open: 1,
          isEmpty: true,
          context: order === 'source' ? captureContext() : undefined,
          gathered: { input, path: [root], fulfilled: [], rejected: [], values },
        });
      },
      ended(root: number): void {
        if (treeOf([root]).isEmpty) trees.delete(root);
        else settle([root]);
      },
    };

    const follow = (event: PipelineEvent): void => {
      if (event.branch === undefined) return;
      const { type, stage, path } = event;
      const tree = treeOf(path);
      tree.isEmpty = false;
      // A value that is about to be delivered keeps its tree open, too.
      if (type === 'waiting' || (type === 'emitted' && delivering.has(stage))) tree.open++;
      // Other rejections are delivered, and settle then.
      if (type === 'completed' || (type === 'rejected' && innerNames.has(stage))) settle(path);
    };

    const onEvent = (event: PipelineEvent): void => {
      try {
        plan.onEvent?.(event);
      } finally {
        follow(event);
      }
    };

    return createRun({ ...plan, onEvent, roots }, source, {
      next(outcome) {
        const { gathered } = treeOf(outcome.path);
        gathered[outcome.status].push(outcome as never);
        if (outcome.status === 'fulfilled') gathered.values[outcome.stage]?.push(outcome.value);
        settle(outcome.path);
      },
      error(reason) {
        consumer.error(reason);
      },
      complete() {
        consumer.complete();
      },
      get full() {
        return consumer.full;
      },
    });
  }) as (source: ObservableInput<T> & object) => AsyncIterableObservable<Gathered<T, O>>;
}

/** The names of the stages whose values are delivered. */
function deliveringStages(plan: Plan): ReadonlySet<string> {
  const delivering = plan.levels.flat().filter((stage) => delivers(plan, stage));
  return new Set(delivering.map(({ name }) => name));
}

function next(consumer: Consumer<Gathered<unknown>>, gathered: Gathered<unknown>): void {
  consumer.next(gathered);
}

/** A root's tree while it grows. */
interface Tree {
  /** The async context of the root. */
  readonly context: AsyncContext | undefined;
  /** The number of branches that have not ended, and of values that are not delivered yet. */
  open: number;
  /** Whether the root has created no branch. */
  isEmpty: boolean;
  readonly gathered: Gathered<unknown>;
}
