import { filter, map, type OperatorFunction } from 'rxjs';
import { isFulfilled, type Fulfilled, type Outcome } from '../outcome.js';

/** The values among outcomes. */
export type FulfilledValue<O extends Outcome> = O extends Fulfilled<infer V> ? V : never;

/**
 * Passes the values of fulfilled outcomes and drops failures.
 *
 * ```text
 * outcomes  -a--E--b-|
 * values    -a-----b-|
 * ```
 *
 * Use when a failure may go unheard, because it is logged elsewhere or does not matter; prefer {@link unwrap} when the first one is to end it all.
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
 */
export function fulfilledValues<O extends Outcome>(): OperatorFunction<O, FulfilledValue<O>> {
  return (outcomes) =>
    outcomes.pipe(
      filter(isFulfilled),
      map(({ value }) => value as FulfilledValue<O>),
    );
}
