import type { ProfileJob, Requests } from '../../tasks/profiles.mjs';

/** The requests of a job for libraries that stop at the first failure: a failure is `null`. */
export function settled({ requests }: ProfileJob): {
  readonly [K in keyof Requests]: (id: number) => Promise<Awaited<ReturnType<Requests[K]>> | null>;
} {
  const isolated =
    <T,>(request: (id: number) => Promise<T>) =>
    async (id: number): Promise<T | null> => {
      try {
        return await request(id);
      } catch {
        return null;
      }
    };
  return {
    user: isolated(requests.user),
    posts: isolated(requests.posts),
    comments: isolated(requests.comments),
    albums: isolated(requests.albums),
    photos: isolated(requests.photos),
  };
}
