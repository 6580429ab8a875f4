import type { AsyncIterableObservable } from './async-iterable-observable.js';
import { Dispatcher } from './engine/dispatcher.js';
import { INPUT, kindOf, unfit } from './engine/drive.js';
import type { Plan } from './engine/plan.js';
import type { CreateRun } from './engine/run-iterator.js';
import { RunObservable } from './engine/run-observable.js';
import type { Outcome } from './outcome.js';

/** A plan as an operator. */
export type Runnable<T> = (source: unknown) => AsyncIterableObservable<T>;

const plans = new WeakMap<object, Plan>();

/** Makes the operator that runs a plan. */
export function runnable(plan: Plan): Runnable<Outcome> {
  const operator = operatorOf<Outcome>(plan, (source) => (destination) => new Dispatcher(plan, source, destination));
  plans.set(operator, plan);
  return operator;
}

/** Makes an operator of whatever runs a source; the source is checked when it is given. */
export function operatorOf<T>(plan: Plan, run: (source: unknown) => CreateRun<T>): Runnable<T> {
  return (source) => {
    if (kindOf(source) === undefined) throw unfit('a source', INPUT, source);
    return new RunObservable(run(source), plan.highWaterMark);
  };
}

/** The plan that a pipeline or a stage runs, if it is one. */
export function planOf(operator: object): Plan | undefined {
  return plans.get(operator);
}
