import { filter, map, type OperatorFunction } from 'rxjs';
import { isFulfilled, type Fulfilled, type Outcome } from '../outcome.js';

/** The values among outcomes. */
export type FulfilledValue<O extends Outcome> = O extends Fulfilled<infer V> ? V : never;

export function fulfilledValues<O extends Outcome>(): OperatorFunction<O, FulfilledValue<O>> {
  return (outcomes) =>
    outcomes.pipe(
      filter(isFulfilled),
      map(({ value }) => value as FulfilledValue<O>),
    );
}
