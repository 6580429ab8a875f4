import { filter, map, type OperatorFunction } from 'rxjs';
import { isFulfilled, type Fulfilled, type Outcome } from '../outcome.js';

/** The values of the fulfilled outcomes among `O`. */
export type FulfilledValue<O extends Outcome> = O extends Fulfilled<infer V> ? V : never;

/**
 * Emits the values of fulfilled outcomes and drops failures.
 *
 * ```text
 * outcomes  -a--E--b-|
 * values    -a-----b-|
 * ```
 *
 * Use when failures can be ignored, because they are logged elsewhere or do not matter; prefer
 * {@link unwrap} when the first failure should end the run.
 *
 * @example
 * ```ts
 * import { from } from 'rxjs';
 * import { fulfilledValues, stage } from 'rxjs-stages';
 *
 * from(['1', 'two'])
 *   .pipe(stage('parse', (text: string) => Promise.resolve(JSON.parse(text) as number)), fulfilledValues())
 *   .subscribe((n) => console.log(n));
 * ```
 *
 * @returns an operator from outcomes to values
 */
export function fulfilledValues<O extends Outcome>(): OperatorFunction<O, FulfilledValue<O>> {
  return (outcomes) =>
    outcomes.pipe(
      filter(isFulfilled),
      map(({ value }) => value as FulfilledValue<O>),
    );
}
