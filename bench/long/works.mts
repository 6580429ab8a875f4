import { concurrencyLimit, listStage, pipeline, stage } from 'rxjs-stages';
import { failure } from '../tasks/fate.mjs';

interface Work {
  readonly about: string;
  /** Begins it; what it gives is iterated. */
  run(roots: Iterable<number>): AsyncIterable<{ readonly status: 'fulfilled' | 'rejected' }>;
  expected(roots: number): { readonly fulfilled: number; readonly rejected: number };
}

/* eslint-disable @typescript-eslint/require-await -- async functions that are done at once: what is of interest is what they leave behind */

/** Lists two leaves. */
async function leavesOf(root: number): Promise<number[]> {
  return [2 * root, 2 * root + 1];
}

/** One in a hundred fails. */
async function answerTo(leaf: number): Promise<number> {
  if (leaf % 100 === 99) throw failure;
  return leaf;
}

/** One in a hundred fails at first, one in a thousand every time. */
async function patientAnswerTo(root: number, attempt: number): Promise<number> {
  if (root % 1000 === 999 || (root % 100 === 50 && attempt === 1)) throw failure;
  return root;
}

export const WORKS: Readonly<Record<string, Work>> = {
  plain: {
    about: 'a list of two for each root, a request for each of them, one in a hundred fails, 64 + 64 slots',
    run: pipeline(listStage('list', leavesOf, { concurrency: 64 }), stage('answer', answerTo, { concurrency: 64 })),
    expected: (roots) => ({ fulfilled: 2 * roots - Math.floor(roots / 50), rejected: Math.floor(roots / 50) }),
  },
  governed: {
    about: 'a request for each root, with two retries, a timeout and a limit that is shared, 64 slots',
    run: pipeline(
      stage('answer', (root: number, { attempt }) => patientAnswerTo(root, attempt), {
        retry: { count: 2, delay: 1 },
        timeout: { attempt: 30_000, total: 60_000 },
        limit: concurrencyLimit(48),
        concurrency: 64,
      }),
    ),
    expected: (roots) => ({ fulfilled: roots - Math.floor(roots / 1000), rejected: Math.floor(roots / 1000) }),
  },
};
