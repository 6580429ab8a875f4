import { map, type OperatorFunction } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import type { Outcome } from 'rxjs-stages';

/** Runs a spec in virtual time; what was expected is compared by jest when the scheduler flushes. */
export function marbles(spec: (helpers: RunHelpers) => void): void {
  new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  }).run(spec);
}

/** An outcome as one short word: the value, or `!` and the reason. */
export function word(outcome: Outcome): string {
  return outcome.status === 'fulfilled'
    ? String(outcome.value)
    : `!${outcome.reason instanceof Error ? outcome.reason.name : String(outcome.reason)}`;
}

/** Outcomes as words: a diagram then names each by one letter. */
export function words(): OperatorFunction<Outcome, string> {
  return map(word);
}
