import { deepStrictEqual, ok } from 'node:assert';
import { failure } from './fate.mjs';
import { Gauge } from './gauge.mjs';
import { latencies } from './durations.mjs';
import type { Kind, Request } from './greedy.js';

/** The most requests in flight of each kind: a user has three posts and two albums. */
export const SLOTS = { user: 20, posts: 20, comments: 60, albums: 20, photos: 40 };
const POSTS = 3;
const ALBUMS = 2;
/** Comments on each post, and photos in each album. */
const ITEMS = 4;

export type KindName = keyof typeof SLOTS;
const NAMES = Object.keys(SLOTS) as KindName[];

/**
 * What a subject assembles for each user. A list is `null` where its request failed, and both are
 * where that of the user did.
 */
export interface Profile {
  readonly id: number;
  readonly posts: readonly { readonly id: number; readonly comments: readonly number[] | null }[] | null;
  readonly albums: readonly { readonly id: number; readonly photos: readonly number[] | null }[] | null;
}

/** One request of each kind, for an id: a user is its id, all others are lists of ids. */
export interface Requests {
  readonly user: (id: number) => Promise<number>;
  readonly posts: (user: number) => Promise<readonly number[]>;
  readonly comments: (post: number) => Promise<readonly number[]>;
  readonly albums: (user: number) => Promise<readonly number[]>;
  readonly photos: (album: number) => Promise<readonly number[]>;
}

/** What each subject is given, and all that it is given. */
export interface ProfileJob {
  readonly users: readonly number[];
  readonly requests: Requests;
  readonly slots: Readonly<Record<KindName, number>>;
  /** Takes the profile of one user, in any order. */
  readonly deliver: (profile: Profile) => void;
}

/** How a subject does a job: to the end, with all failures isolated and all profiles delivered. */
export type ProfileRun = (job: ProfileJob) => Promise<void>;

/** One request in a hundred fails. */
const FAILING: Readonly<Record<KindName, number>> = { user: 99, posts: 49, comments: 50, albums: 24, photos: 50 };

export function fails(kind: KindName, id: number): boolean {
  return id % 100 === FAILING[kind];
}

function idsOf(parent: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => parent * count + index);
}

/** What requests return that do not fail. */
export const ANSWERS = {
  user: (id: number): number => id,
  posts: (user: number): readonly number[] => idsOf(user, POSTS),
  comments: (post: number): readonly number[] => idsOf(post, ITEMS),
  albums: (user: number): readonly number[] => idsOf(user, ALBUMS),
  photos: (album: number): readonly number[] => idsOf(album, ITEMS),
};

/** How long each request takes, by its kind and id. */
export type ProfileDurations = Readonly<Record<KindName, readonly number[]>>;

export function profileDurations(users: number): ProfileDurations {
  const draw = latencies(7);
  const drawn = (count: number): number[] => Array.from({ length: count }, draw);
  return { user: drawn(users), posts: drawn(users), comments: drawn(users * POSTS), albums: drawn(users), photos: drawn(users * ALBUMS) };
}

/** The kinds of requests, for the simulation of an ideal schedule. */
export const KINDS: Kind = {
  slots: SLOTS.user,
  followers: [
    { slots: SLOTS.posts, followers: [{ slots: SLOTS.comments, followers: [] }] },
    { slots: SLOTS.albums, followers: [{ slots: SLOTS.photos, followers: [] }] },
  ],
};

/** The requests of all users, for that simulation. */
export function requestsOf(users: number, durations: ProfileDurations): Request[] {
  const request = (kind: KindName, id: number, values: Request['values']): Request => ({
    ms: durations[kind][id] ?? NaN,
    values: fails(kind, id) ? [] : values,
  });
  return idsOf(0, users).map((user) => {
    const posts = ANSWERS.posts(user).map((post) => [request('comments', post, [])]);
    const albums = ANSWERS.albums(user).map((album) => [request('photos', album, [])]);
    return request('user', user, [[request('posts', user, posts), request('albums', user, albums)]]);
  });
}

/** One run's job, and afterwards whether it was done. */
export class ProfileTrial {
  firstAt = NaN;
  readonly job: ProfileJob;
  readonly #profiles: Profile[] = [];
  readonly #gauges = Object.fromEntries(NAMES.map((kind) => [kind, new Gauge()])) as Record<KindName, Gauge>;

  constructor(users: number, durations: ProfileDurations) {
    const after = <T,>(kind: KindName, answer: (id: number) => T) => {
      const gauge = this.#gauges[kind];
      return (id: number): Promise<T> => {
        gauge.enter();
        return new Promise((resolve, reject) => {
          setTimeout(() => {
            gauge.leave();
            if (fails(kind, id)) reject(failure);
            else resolve(answer(id));
          }, durations[kind][id]);
        });
      };
    };
    this.job = {
      users: idsOf(0, users),
      requests: {
        user: after('user', ANSWERS.user),
        posts: after('posts', ANSWERS.posts),
        comments: after('comments', ANSWERS.comments),
        albums: after('albums', ANSWERS.albums),
        photos: after('photos', ANSWERS.photos),
      },
      slots: SLOTS,
      deliver: (profile) => {
        if (this.#profiles.push(profile) === 1) this.firstAt = performance.now();
      },
    };
  }

  get gauges(): readonly Gauge[] {
    return Object.values(this.#gauges);
  }

  /**
   * Checks that each user has the right profile, that each request was made once, and that each
   * kind kept its bound.
   */
  check(): void {
    const { users } = this.job;
    const expected = users.map(expectedProfile);
    deepStrictEqual(
      this.#profiles.sort((one, other) => one.id - other.id),
      expected,
    );
    const posts = expected.flatMap((profile) => profile.posts ?? []);
    const albums = expected.flatMap((profile) => profile.albums ?? []);
    const found = users.filter((id) => !fails('user', id)).length;
    deepStrictEqual(
      this.gauges.map(({ calls }) => calls),
      [users.length, found, posts.length, found, albums.length],
    );
    for (const kind of NAMES)
      ok(this.#gauges[kind].max <= SLOTS[kind], `${String(this.#gauges[kind].max)} requests for ${kind} were in flight at once`);
  }
}

function expectedProfile(id: number): Profile {
  const answer = <T,>(kind: KindName, of: number, make: (id: number) => T): T | null => (fails(kind, of) ? null : make(of));
  if (fails('user', id)) return { id, posts: null, albums: null };
  return {
    id,
    posts: answer('posts', id, (user) => ANSWERS.posts(user).map((post) => ({ id: post, comments: answer('comments', post, ANSWERS.comments) }))),
    albums: answer('albums', id, (user) => ANSWERS.albums(user).map((album) => ({ id: album, photos: answer('photos', album, ANSWERS.photos) }))),
  };
}
