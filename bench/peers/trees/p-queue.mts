import PQueue from 'p-queue';
import type { ProfileJob } from '../../tasks/profiles.mjs';
import { settled } from './settled.mjs';

/**
 * A queue for each kind of request, and an async function for each user, all of them started at
 * once.
 */
export async function run(job: ProfileJob): Promise<void> {
  const { users, slots, deliver } = job;
  const requests = settled(job);
  const queued = <T,>(request: (id: number) => Promise<T>, concurrency: number): ((id: number) => Promise<T>) => {
    const queue = new PQueue({ concurrency });
    return (id) => queue.add(() => request(id));
  };
  const user = queued(requests.user, slots.user);
  const posts = queued(requests.posts, slots.posts);
  const comments = queued(requests.comments, slots.comments);
  const albums = queued(requests.albums, slots.albums);
  const photos = queued(requests.photos, slots.photos);

  const details = async <T,>(list: Promise<readonly number[] | null>, detail: (id: number) => Promise<T>): Promise<T[] | null> => {
    const ids = await list;
    return ids && Promise.all(ids.map(detail));
  };
  const profile = async (id: number): Promise<void> => {
    const found = await user(id);
    if (found === null) {
      deliver({ id, posts: null, albums: null });
      return;
    }
    const [allPosts, allAlbums] = await Promise.all([
      details(posts(found), async (post) => ({ id: post, comments: await comments(post) })),
      details(albums(found), async (album) => ({ id: album, photos: await photos(album) })),
    ]);
    deliver({ id, posts: allPosts, albums: allAlbums });
  };
  await Promise.all(users.map(profile));
}
