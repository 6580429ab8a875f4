import { map, type OperatorFunction } from 'rxjs';
import type { Outcome } from '../outcome.js';
import type { FulfilledValue } from './fulfilled-values.js';

/**
 * Emits the values of fulfilled outcomes, and errors with the reason of the first failure, which
 * cancels the rest: what `Promise.all` does.
 *
 * ```text
 * outcomes  -a--E--b-|
 * values    -a--#
 * ```
 *
 * Use when one failure makes the rest useless; prefer {@link tolerate} when a few are acceptable.
 *
 * @example
 * ```ts
 * import { lastValueFrom, toArray } from 'rxjs';
 * import { stage, unwrap } from 'rxjs-stages';
 *
 * const double = stage('double', (n: number) => Promise.resolve(n * 2));
 * const all: number[] = await lastValueFrom(double([1, 2, 3]).pipe(unwrap(), toArray()));
 * ```
 *
 * @returns an operator from outcomes to values
 */
export function unwrap<O extends Outcome>(): OperatorFunction<O, FulfilledValue<O>> {
  return map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value as FulfilledValue<O>;
  });
}
