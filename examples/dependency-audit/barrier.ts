import { catchError, concat, from, map, mergeMap, of, toArray, type Observable } from 'rxjs';
import type { FetchManifest } from './client.js';
import { dependenciesOf, type Dependency } from './dependency.js';
import type { Manifest } from './packument.js';
import type { Round } from './round.js';

/** What came of one request. */
export interface Answer {
  readonly stage: Round;
  readonly status: 'fulfilled' | 'rejected';
  /** What there is to ask for next. */
  readonly names: readonly Dependency[];
}

/** The same job as it is done without stages: `toArray` holds the second round back until the last answer of the first is there. */
export function auditWithBarrier(
  dependencies: readonly Dependency[],
  fetch: FetchManifest,
  [first, second]: readonly [number, number],
): Observable<Answer> {
  const ask = (stage: Round, dependency: Dependency): Observable<Answer> =>
    fetch(dependency).pipe(
      map((manifest: Manifest): Answer => ({ stage, status: 'fulfilled', names: dependenciesOf(manifest) })),
      catchError(() => of<Answer>({ stage, status: 'rejected', names: [] })),
    );

  return from(dependencies).pipe(
    mergeMap((dependency) => ask('direct', dependency), first),
    toArray(),
    mergeMap((answers) => {
      const named = answers.flatMap(({ names }) => names);
      return concat(from(answers), from(named).pipe(mergeMap((dependency) => ask('transitive', dependency), second)));
    }),
  );
}
