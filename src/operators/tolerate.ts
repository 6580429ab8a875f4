import { defer, map, type MonoTypeOperatorFunction } from 'rxjs';
import { OptionsCheck } from '../options.js';
import type { Outcome, Rejected } from '../outcome.js';

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
    super(`Failure number ${String(tolerated + 1)} where ${String(tolerated)} are tolerated, at stage '${rejected.stage}'.`, {
      cause: rejected.reason,
    });
  }
}

export function tolerate<O extends Outcome>(failures: number): MonoTypeOperatorFunction<O> {
  new OptionsCheck('tolerate').count('failures', failures, 0);
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
