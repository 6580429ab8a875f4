import { concat, defer, EMPTY, from, merge, tap, type Observable } from 'rxjs';
import { isFulfilled, pipeline, stage, type OutcomeOf, type StageOutcome } from 'rxjs-stages';
import type { AuditOptions } from './audit.js';
import { checked } from './checked.js';
import type { FetchManifest } from './client.js';
import { dependenciesOf, idOf, type Dependency } from './dependency.js';
import type { Manifest } from './packument.js';
import { politely } from './politeness.js';
import type { Round } from './round.js';

/** What came of one request for a dependency, or of a manifest and the advisories for it. */
export type Answer = StageOutcome<Manifest, Round, [Dependency], true> | OutcomeOf<ReturnType<typeof checked>>;

/**
 * The same job, asked as politely and within the same bounds, but level by level: `concat` holds each level back until the last answer of the one before is
 * there, as `Promise.all` and `forkJoin` do. That is all the difference. The advisories for a level are asked for beside the next one.
 */
export function auditWithBarrier(
  dependencies: readonly Dependency[],
  fetch: FetchManifest,
  { concurrency: [first, second], depth, advisories, onEvent }: AuditOptions,
): Observable<Answer> {
  const registry = politely(first + second);
  const bounds = depth === undefined ? { direct: first, transitive: second } : { direct: first + second, transitive: first + second };
  const ask = (round: Round) => {
    const requests = stage(round, (dependency: Dependency) => fetch(dependency), { ...registry, concurrency: bounds[round] });
    return pipeline(requests, { onEvent });
  };
  const check = advisories === undefined ? () => EMPTY : pipeline(checked(advisories, registry), { onEvent });

  const seen = new Set<string>();
  const level = (named: readonly Dependency[], number: number): Observable<Answer> => {
    const asked = depth === undefined ? named : named.filter((dependency) => !seen.has(idOf(dependency)) && seen.add(idOf(dependency)));
    if (asked.length === 0 || number > (depth ?? 2)) return EMPTY;
    const manifests: Manifest[] = [];
    return concat(
      from(asked).pipe(
        ask(number === 1 ? 'direct' : 'transitive'),
        tap((outcome) => {
          if (isFulfilled(outcome)) manifests.push(outcome.value);
        }),
      ),
      defer(() => merge(check(manifests), level(manifests.flatMap(dependenciesOf), number + 1))),
    );
  };
  return level(dependencies, 1);
}
