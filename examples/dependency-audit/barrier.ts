import { concat, defer, EMPTY, from, tap, type Observable } from 'rxjs';
import { isFulfilled, pipeline, stage, type StageOutcome } from 'rxjs-stages';
import type { AuditOptions } from './audit.js';
import type { FetchManifest } from './client.js';
import { dependenciesOf, idOf, type Dependency } from './dependency.js';
import type { Manifest } from './packument.js';
import { politely } from './politeness.js';
import type { Round } from './round.js';

/** What came of one request. */
export type Answer = StageOutcome<Manifest, Round, [Dependency], true>;

/**
 * The same job, asked as politely and within the same bounds, but level by level: `concat` holds each level back until the last answer of the one before is
 * there, as `Promise.all` and `forkJoin` do. That is all the difference.
 */
export function auditWithBarrier(
  dependencies: readonly Dependency[],
  fetch: FetchManifest,
  { concurrency: [first, second], depth, onEvent }: AuditOptions,
): Observable<Answer> {
  const registry = politely(first + second);
  const bounds = depth === undefined ? { direct: first, transitive: second } : { direct: first + second, transitive: first + second };
  const ask = (round: Round) => {
    const requests = stage(round, (dependency: Dependency) => fetch(dependency), { ...registry, concurrency: bounds[round] });
    return pipeline(requests, { onEvent });
  };

  const seen = new Set<string>();
  const level = (named: readonly Dependency[], number: number): Observable<Answer> => {
    const asked = depth === undefined ? named : named.filter((dependency) => !seen.has(idOf(dependency)) && seen.add(idOf(dependency)));
    if (asked.length === 0 || number > (depth ?? 2)) return EMPTY;
    const next: Dependency[] = [];
    return concat(
      from(asked).pipe(
        ask(number === 1 ? 'direct' : 'transitive'),
        tap((outcome) => {
          if (isFulfilled(outcome)) next.push(...dependenciesOf(outcome.value));
        }),
      ),
      defer(() => level(next, number + 1)),
    );
  };
  return level(dependencies, 1);
}
