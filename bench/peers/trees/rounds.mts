import pMap from 'p-map';
import type { ProfileJob } from '../../tasks/profiles.mjs';
import { settled } from './settled.mjs';

/**
 * `Promise.all` in rounds, each after all of the one before. `Promise.all` has no bound: p-map
 * bounds each kind.
 */
export async function run(job: ProfileJob): Promise<void> {
  const { users, slots, deliver } = job;
  const requests = settled(job);
  const found = await pMap(users, requests.user, { concurrency: slots.user });
  const known = found.filter((user) => user !== null);
  const [posts, albums] = await Promise.all([
    pMap(known, requests.posts, { concurrency: slots.posts }),
    pMap(known, requests.albums, { concurrency: slots.albums }),
  ]);
  const [comments, photos] = await Promise.all([
    pMap(elements(posts), requests.comments, { concurrency: slots.comments }),
    pMap(elements(albums), requests.photos, { concurrency: slots.photos }),
  ]);
  let [at, commentsAt, photosAt] = [0, 0, 0];
  for (const [index, id] of users.entries()) {
    if (found[index] === null) {
      deliver({ id, posts: null, albums: null });
      continue;
    }
    deliver({
      id,
      posts: posts[at]?.map((post) => ({ id: post, comments: comments[commentsAt++] ?? null })) ?? null,
      albums: albums[at]?.map((album) => ({ id: album, photos: photos[photosAt++] ?? null })) ?? null,
    });
    at++;
  }
}

function elements(lists: readonly (readonly number[] | null)[]): number[] {
  return lists.flatMap((list) => list ?? []);
}
