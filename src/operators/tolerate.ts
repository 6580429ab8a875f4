import { defer, map, type MonoTypeOperatorFunction } from 'rxjs';
import { check, count } from '../check.js';
import type { Outcome, Rejected } from '../outcome.js';
import { quote } from '../quote.js';

/**
 * The error when more branches failed than {@link tolerate} allows. Its `cause` is the reason of
 * the last one.
 */
export class TooManyFailuresError extends Error {
  override readonly name = 'TooManyFailuresError';

  /**
   * @param tolerated - how many failures are allowed
   * @param rejected - the failure that exceeded them
   */
  constructor(
    readonly tolerated: number,
    readonly rejected: Rejected,
  ) {
    super(
      `More than ${String(tolerated)} branches failed (tolerate(${String(tolerated)})). The last failure was at stage ${quote(rejected.stage)}, see \`cause\`.`,
      {
        cause: rejected.reason,
      },
    );
  }
}

/**
 * Emits outcomes until more than `failures` of them are failures. The next failure ends the run
 * with a {@link TooManyFailuresError}, which cancels the rest.
 *
 * ```text
 * outcomes     -a-E-b-E-c-E-|
 * tolerate(2)  -a-E-b-E-c-#
 * ```
 *
 * Use when some failures are normal, but many mean that something is wrong; prefer {@link unwrap}
 * when no failure is acceptable.
 *
 * @example
 * ```ts
 * import { from } from 'rxjs';
 * import { stage, tolerate, TooManyFailuresError } from 'rxjs-stages';
 *
 * from(['a', 'b'])
 *   .pipe(stage('fetch', (id: string) => fetch(`https://example.org/${id}`)), tolerate(10))
 *   .subscribe({
 *     error: (error: unknown) => {
 *       if (error instanceof TooManyFailuresError) console.error('giving up', error.cause);
 *     },
 *   });
 * ```
 *
 * @param failures - how many failures are allowed: an integer >= 0, or `Infinity`
 * @returns an operator from outcomes to the same outcomes
 * @throws TypeError, RangeError if `failures` is invalid
 */
export function tolerate<O extends Outcome>(failures: number): MonoTypeOperatorFunction<O> {
  check('tolerate: failures', count(0), failures);
  return (outcomes) =>
    defer(() => {
      let failed = 0;
      return outcomes.pipe(
        map((outcome) => {
          if (outcome.status === 'rejected' && ++failed > failures) throw new TooManyFailuresError(failures, outcome);
          return outcome;
        }),
      );
    });
}
