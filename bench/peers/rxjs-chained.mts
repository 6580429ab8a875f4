import { catchError, defer, EMPTY, from, map, mergeMap, Observable, of, retry, timeout, type ObservableInput } from 'rxjs';
import type { Job } from '../tasks/job.mjs';

type Lists = ObservableInput<readonly number[]>;
type Numbers = ObservableInput<number>;

/** The chain of bounded `mergeMap`s at its leanest: each inner stream has a `catchError` of its own, and nothing else. */
export function bare(job: Job<Lists, Numbers>): Promise<void> {
  return fulfilled(secondRound(firstRound(job).pipe(mergeMap((leaves) => leaves)), job), job);
}

/** The same where every emission of the first round is a leaf. */
export function bareOfElements(job: Job<Numbers, Numbers>): Promise<void> {
  return fulfilled(secondRound(firstRound(job), job), job);
}

function firstRound<T>({ roots, first, slots, tally }: Job<ObservableInput<T>, Numbers>): Observable<T> {
  return from(roots).pipe(
    mergeMap(
      (root) =>
        isolated(first(root), () => {
          tally.rejectRoot();
        }),
      slots.first,
    ),
  );
}

function secondRound(
  leaves: Observable<number>,
  { second, slots, tally }: Pick<Job<unknown, Numbers>, 'second' | 'slots' | 'tally'>,
): Observable<number> {
  return leaves.pipe(
    mergeMap(
      (leaf) =>
        isolated(second(leaf), () => {
          tally.reject();
        }),
      slots.second,
    ),
  );
}

function fulfilled(outcomes: Observable<number>, { tally }: Pick<Job, 'tally'>): Promise<void> {
  return finished(outcomes, () => {
    tally.fulfil();
  });
}

function isolated<T>(inner: ObservableInput<T>, rejected: () => void): Observable<T> {
  return from(inner).pipe(
    catchError(() => {
      rejected();
      return EMPTY;
    }),
  );
}

/** The chain as one writes it to know what came of which leaf: a project that may throw, results that say where they came from. */
export function settled({ roots, first, second, slots, tally }: Job<Numbers, Numbers>): Promise<void> {
  const outcomes = from(roots).pipe(
    mergeMap(
      (root) =>
        defer(() => first(root)).pipe(
          map((leaf) => ({ root, leaf })),
          catchError(() => {
            tally.rejectRoot();
            return EMPTY;
          }),
        ),
      slots.first,
    ),
    mergeMap(
      ({ root, leaf }) =>
        defer(() => second(leaf)).pipe(
          map((value) => ({ status: 'fulfilled', value, root, leaf })),
          catchError((reason: unknown) => of({ status: 'rejected', reason, root, leaf })),
        ),
      slots.second,
    ),
  );
  return finished(outcomes, ({ status }) => {
    if (status === 'fulfilled') tally.fulfil();
    else tally.reject();
  });
}

/** A request that can be aborted, with a timeout and retries, as operators. */
function stacked<T>(request: (signal: AbortSignal) => Promise<T>): Observable<T> {
  const aborted = new Observable<T>((subscriber) => {
    const controller = new AbortController();
    const subscription = from(request(controller.signal)).subscribe(subscriber);
    return () => {
      subscription.unsubscribe();
      controller.abort();
    };
  });
  return aborted.pipe(timeout(30_000), retry(2));
}

/** The chain with everything on; rxjs has no limit to share. */
export function governed({ roots, first, second, slots, tally }: Job): Promise<void> {
  return bare({
    roots,
    first: (root) => stacked(() => first(root)),
    second: (leaf) => stacked(() => second(leaf)),
    slots,
    tally,
  });
}

function finished<T>(outcomes: Observable<T>, next: (outcome: T) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    outcomes.subscribe({ next, error: reject, complete: resolve });
  });
}
