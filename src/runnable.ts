import type { AsyncIterableObservable } from './async-iterable-observable.js';
import { brand } from './brand.js';
import { check } from './check.js';
import { createRun } from './engine/create-run.js';
import { INPUT } from './engine/input/input-source.js';
import { runObservable } from './engine/run-observable.js';
import type { Consumer, Run } from './engine/consumer.js';
import type { Plan } from './engine/plan.js';
import type { Outcome } from './outcome.js';

/** A plan as an operator. */
export type Runnable<T> = (source: unknown) => AsyncIterableObservable<T>;

const plans = new WeakMap<object, Plan>();

/** Makes the operator that runs a plan. */
export function runnable(plan: Plan): Runnable<Outcome> {
  const operator = operatorOf<Outcome>(plan, (source, consumer) => createRun(plan, source, consumer));
  plans.set(operator, plan);
  return operator;
}

/**
 * Makes an operator of a function that runs a source. The source is checked when the operator is
 * called.
 */
export function operatorOf<T>(plan: Plan, create: (source: unknown, consumer: Consumer<T>) => Run): Runnable<T> {
  return brand((source: unknown) => {
    check('source', INPUT, source);
    return runObservable((consumer) => create(source, consumer), plan);
  });
}

/** The plan that a pipeline or a stage runs; `undefined` for anything else. */
export function planOf(operator: unknown): Plan | undefined {
  return plans.get(operator as object);
}
