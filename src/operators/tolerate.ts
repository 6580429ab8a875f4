import { defer, map, type MonoTypeOperatorFunction } from 'rxjs';
import { check, count } from '../check.js';
import type { Outcome, Rejected } from '../outcome.js';
import { quote } from '../quote.js';

/** Says that more branches failed than were to be tolerated. Its `cause` is the reason of the last one. */
export class TooManyFailuresError extends Error {
  override readonly name = 'TooManyFailuresError';

  /**
   * @param tolerated - how many failures were let pass
   * @param rejected - the one more
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
 * Passes outcomes while no more than `failures` of them are failures; the next one ends the run with a {@link TooManyFailuresError}, which cancels the rest.
 *
 * ```text
 * outcomes     -a-E-b-E-c-E-|
 * tolerate(2)  -a-E-b-E-c-#
 * ```
 *
 * Use when some failures are part of the day and many say that something is wrong; prefer {@link unwrap} when none may pass.
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
 * @param failures - how many failures may pass; `Infinity` for all
 * @throws TypeError, RangeError if it is no such number
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
