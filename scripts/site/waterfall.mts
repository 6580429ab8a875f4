import { mergeMap, of, throwError, timer, type Observable } from 'rxjs';
import { concurrencyLimit, exponentialBackoff, listStage, pipeline, stage } from 'rxjs-stages';
import { waterfallHtml } from 'rxjs-stages/waterfall';
import { virtualRun } from '../../spec/observe/virtual-run.js';

const USERS = ['ada', 'bob', 'cleo', 'dan', 'eve', 'finn', 'gail', 'hugo', 'iris', 'jon'];

/** How long requests take, in ms. */
const LATENCY = { posts: 90, comments: 60, author: 40 };

/** A page that shows a run in virtual time: the posts of some users, the comments of each, and the author of each comment. */
export function waterfallOfARun(): string {
  const run = virtualRun(({ scheduler, onEvent }) => {
    const random = seeded(11);
    const host = concurrencyLimit(10);

    /** Answers after a while that chance decides; the slowest takes eight times as long as the fastest. */
    function request<T>(kind: keyof typeof LATENCY, answer: T): Observable<T> {
      const ms = LATENCY[kind] * (0.5 + 3.5 * random() ** 3);
      const failure = random();
      return timer(Math.round(ms), scheduler).pipe(
        mergeMap(() => (failure < 0.06 ? throwError(() => new Error('503 Service Unavailable')) : of(answer))),
      );
    }
    const numbered = (prefix: string, most: number): string[] =>
      Array.from({ length: 1 + Math.floor(random() * most) }, (_, index) => `${prefix}/${String(index + 1)}`);

    const retry = { count: 1, delay: exponentialBackoff({ initial: 100, max: 1_000 }) };
    return pipeline(
      listStage('posts', (user: string) => request('posts', numbered(user, 5)), { concurrency: 4, retry }),
      listStage('comments', (post: string) => request('comments', numbered(post, 4)), { concurrency: 8, limit: host, retry }),
      stage('author', (comment: string) => request('author', comment), { concurrency: 6, limit: host }),
      { scheduler, random, onEvent },
    )(USERS);
  });
  return waterfallHtml(run, { title: 'Posts of ten users, their comments, and the authors' });
}

/** The same numbers between 0 and 1 in every build. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
