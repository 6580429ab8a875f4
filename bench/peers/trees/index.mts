import type { ProfileRun } from '../../tasks/profiles.mjs';
import { OURS, OURS_ITERATED } from '../index.mjs';

export const ROUNDS = '`Promise.all` in rounds, p-map';
export const FORK_JOIN = 'RxJS, `mergeMap` and `forkJoin`';
export const QUEUES = 'p-queue, a queue for each kind';
export const SEMAPHORES = 'Effect, a semaphore for each kind';

/** Everybody who assembles an object for each user. */
export const TREE_PEERS = {
  [OURS]: async (): Promise<ProfileRun> => (await import('./rxjs-stages.mjs')).subscribed,
  [OURS_ITERATED]: async (): Promise<ProfileRun> => (await import('./rxjs-stages.mjs')).iterated,
  [QUEUES]: async (): Promise<ProfileRun> => (await import('./p-queue.mjs')).run,
  [SEMAPHORES]: async (): Promise<ProfileRun> => (await import('./effect.mjs')).withSemaphores,
  'Effect, nested `forEach`': async (): Promise<ProfileRun> => (await import('./effect.mjs')).nested,
  [FORK_JOIN]: async (): Promise<ProfileRun> => (await import('./fork-join.mjs')).run,
  [ROUNDS]: async (): Promise<ProfileRun> => (await import('./rounds.mjs')).run,
};
