import { catchError, EMPTY, from, lastValueFrom, mergeMap, tap } from 'rxjs';
import type { Job } from '../tasks/job.mjs';

/** A `mergeMap` within a `mergeMap`: each root has a bound of its own for its leaves, so that the bounds multiply. */
export async function run({ roots, first, second, slots, tally }: Job): Promise<void> {
  const outcomes = from(roots).pipe(
    mergeMap(
      (root) =>
        from(first(root)).pipe(
          catchError(() => {
            tally.rejectRoot();
            return EMPTY;
          }),
          mergeMap((leaves) => leaves),
          mergeMap(
            (leaf) =>
              from(second(leaf)).pipe(
                tap(() => {
                  tally.fulfil();
                }),
                catchError(() => {
                  tally.reject();
                  return EMPTY;
                }),
              ),
            slots.second,
          ),
        ),
      slots.first,
    ),
  );
  await lastValueFrom(outcomes, { defaultValue: undefined });
}
