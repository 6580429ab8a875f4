import { fork, join, listStage, pipeline, stage, type OutcomeOf } from 'rxjs-stages';
import { httpRetry } from 'rxjs-stages/http';
import type { Album, Comment, Get, Photo, Post, User } from './api.js';

/** One part of a page, or why it is missing. */
export type PartOutcome = OutcomeOf<ReturnType<typeof profileOf>>;

/**
 * All that a profile shows: the user, each post with its comments, each album with its photos. Posts and albums are requested the
 * moment the user is there, comments and photos the moment their post or album is. No post waits for another one, nor for an album.
 *
 * @param delay - ms before a request is retried
 */
export function profileOf(get: Get, delay = 100) {
  const options = { concurrency: 8, timeout: 5_000, retry: { ...httpRetry({ count: 2, method: 'GET' }), delay } };
  const user = stage('user', (id: number, { signal }) => get<User>(`/users/${String(id)}`, signal), { ...options, deliver: true });
  const posts = listStage('posts', ({ id }: User, { signal }) => get<Post[]>(`/users/${String(id)}/posts`, signal), options);
  const comments = listStage('comments', ({ id }: Post, { signal }) => get<Comment[]>(`/posts/${String(id)}/comments`, signal), options);
  const albums = listStage('albums', ({ id }: User, { signal }) => get<Album[]>(`/users/${String(id)}/albums`, signal), options);
  const photos = listStage('photos', ({ id }: Album, { signal }) => get<Photo[]>(`/albums/${String(id)}/photos`, signal), options);

  return pipeline(user, fork(pipeline(posts, join('post', comments)), pipeline(albums, join('album', photos))));
}
