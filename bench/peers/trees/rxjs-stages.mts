import type { ObservableInput } from 'rxjs';
import { assemble, fork, isFulfilled, isRejected, listStage, pipeline, stage, type Assembled, type Outcome } from 'rxjs-stages';
import type { KindName, Profile, ProfileJob } from '../../tasks/profiles.mjs';

/** Requests that return promises or Observables. */
interface AnyRequests extends Record<Exclude<KindName, 'user'>, (id: number) => ObservableInput<readonly number[]> & object> {
  readonly user: (id: number) => ObservableInput<number> & object;
}

/** The tree of requests. */
export function treeOf(requests: AnyRequests, slots: ProfileJob['slots']) {
  return pipeline(
    stage('user', (id: number) => requests.user(id), { concurrency: slots.user }),
    fork(
      pipeline(
        listStage('posts', (user) => requests.posts(user), { concurrency: slots.posts }),
        listStage('comments', (post) => requests.comments(post), { concurrency: slots.comments }),
      ),
      pipeline(
        listStage('albums', (user) => requests.albums(user), { concurrency: slots.albums }),
        listStage('photos', (album) => requests.photos(album), { concurrency: slots.photos }),
      ),
    ),
  );
}

/**
 * The values of a list, or `null` if its request failed: then the reason is the last in the list.
 */
function valuesOf<T extends Pick<Outcome, 'status'>, R>(
  settled: readonly T[],
  map: (one: Extract<T, { readonly status: 'fulfilled' }>) => R,
): R[] | null {
  return settled.some(isRejected) ? null : settled.filter(isFulfilled).map(map);
}

export function profileOf({ input: id, user: [user] }: Assembled<ReturnType<typeof treeOf>>): Profile {
  if (user?.status !== 'fulfilled') return { id, posts: null, albums: null };
  return {
    id,
    posts: valuesOf(user.posts, ({ value, comments }) => ({ id: value, comments: valuesOf(comments, (comment) => comment.value) })),
    albums: valuesOf(user.albums, ({ value, photos }) => ({ id: value, photos: valuesOf(photos, (photo) => photo.value) })),
  };
}

/** Subscribed. */
export function subscribed({ users, requests, slots, deliver }: ProfileJob): Promise<void> {
  return new Promise((resolve, reject) => {
    assemble(treeOf(requests, slots))(users).subscribe({
      next: (tree) => {
        deliver(profileOf(tree));
      },
      error: reject,
      complete: resolve,
    });
  });
}

/** Iterated. */
export async function iterated({ users, requests, slots, deliver }: ProfileJob): Promise<void> {
  for await (const tree of assemble(treeOf(requests, slots))(users)) deliver(profileOf(tree));
}
