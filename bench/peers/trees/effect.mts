import { Effect, Semaphore } from 'effect';
import type { KindName, ProfileJob, Requests } from '../../tasks/profiles.mjs';

type Bound = (kind: KindName) => <T>(effect: Effect.Effect<T>) => Effect.Effect<T>;

/**
 * The whole work of a user in one bounded `forEach`. Each kind keeps its bound, because a user has
 * no more posts and albums than that allows.
 */
export function nested(job: ProfileJob): Promise<void> {
  return profiles(job, job.slots.user, () => (effect) => effect);
}

/** A fiber for each user, and a semaphore for each kind of request. */
export function withSemaphores(job: ProfileJob): Promise<void> {
  return profiles(job, 'unbounded', (kind) => {
    const semaphore = Semaphore.makeUnsafe(job.slots[kind]);
    return (effect) => semaphore.withPermit(effect);
  });
}

function profiles({ users, requests, deliver }: ProfileJob, concurrency: number | 'unbounded', bound: Bound): Promise<void> {
  const unbounded = { concurrency: 'unbounded' } as const;
  const requesting = <K extends KindName>(kind: K) => {
    const bounded = bound(kind);
    const request = requests[kind] as (id: number) => Promise<Awaited<ReturnType<Requests[K]>>>;
    return (id: number) =>
      bounded(
        Effect.match(
          Effect.tryPromise(() => request(id)),
          { onSuccess: (value) => value, onFailure: () => null },
        ),
      );
  };
  const [user, posts, comments, albums, photos] = [
    requesting('user'),
    requesting('posts'),
    requesting('comments'),
    requesting('albums'),
    requesting('photos'),
  ];

  const details = <T,>(list: Effect.Effect<readonly number[] | null>, detail: (id: number) => Effect.Effect<T>): Effect.Effect<T[] | null> =>
    Effect.flatMap(list, (ids) => (ids === null ? Effect.succeed(null) : Effect.forEach(ids, detail, unbounded)));
  const lists = (found: number) =>
    Effect.all(
      {
        posts: details(posts(found), (post) => Effect.map(comments(post), (all) => ({ id: post, comments: all }))),
        albums: details(albums(found), (album) => Effect.map(photos(album), (all) => ({ id: album, photos: all }))),
      },
      unbounded,
    );
  const profile = (id: number): Effect.Effect<void> =>
    Effect.map(
      Effect.flatMap(user(id), (found) => (found === null ? Effect.succeed({ posts: null, albums: null }) : lists(found))),
      (both) => {
        deliver({ id, ...both });
      },
    );
  return Effect.runPromise(Effect.forEach(users, profile, { concurrency, discard: true }));
}
