import { map, type OperatorFunction } from 'rxjs';
import type { Outcome } from '../outcome.js';
import type { FulfilledValue } from './fulfilled-values.js';

export function unwrap<O extends Outcome>(): OperatorFunction<O, FulfilledValue<O>> {
  return map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value as FulfilledValue<O>;
  });
}
