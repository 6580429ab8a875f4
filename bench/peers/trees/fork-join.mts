import { catchError, defer, forkJoin, from, map, mergeMap, of, type Observable } from 'rxjs';
import type { Profile, ProfileJob } from '../../tasks/profiles.mjs';

/**
 * The whole work of a user in one bounded `mergeMap`. Each kind keeps its bound, because a user has
 * no more posts and albums than that allows.
 */
export function run({ users, requests, slots, deliver }: ProfileJob): Promise<void> {
  const details = <T,>(list: Promise<readonly number[]>, detail: (id: number) => Observable<T>): Observable<T[] | null> =>
    from(list).pipe(
      mergeMap((ids) => forkJoin(ids.map(detail))),
      orNull,
    );
  const profile = (id: number): Observable<Profile> =>
    defer(() => requests.user(id)).pipe(
      mergeMap((user) =>
        forkJoin({
          posts: details(requests.posts(user), (post) =>
            from(requests.comments(post)).pipe(
              orNull,
              map((comments) => ({ id: post, comments })),
            ),
          ),
          albums: details(requests.albums(user), (album) =>
            from(requests.photos(album)).pipe(
              orNull,
              map((photos) => ({ id: album, photos })),
            ),
          ),
        }),
      ),
      orNull,
      map((lists) => ({ id, posts: lists?.posts ?? null, albums: lists?.albums ?? null })),
    );
  return new Promise((resolve, reject) => {
    from(users).pipe(mergeMap(profile, slots.user)).subscribe({ next: deliver, error: reject, complete: resolve });
  });
}

function orNull<T>(source: Observable<T>): Observable<T | null> {
  return source.pipe(catchError(() => of(null)));
}
