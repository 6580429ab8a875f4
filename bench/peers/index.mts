import type { Run } from '../tasks/job.mjs';

export const OURS = 'rxjs-stages';
export const OURS_ITERATED = 'rxjs-stages, `for await`';
export const POOL = 'hand-written pool';
export const CHAIN = 'RxJS, chained `mergeMap`';
export const NESTED = 'RxJS, nested `mergeMap`';

/** Whether a name is one of ours, however it does its job. */
export function isOurs(name: string): boolean {
  return name.startsWith(OURS);
}

/** Libraries that do such jobs. */
export const LIBRARIES = {
  'p-queue': async (): Promise<Run> => (await import('./p-queue.mjs')).run,
  'p-map, barrier': async (): Promise<Run> => (await import('./p-map.mjs')).run,
  'streaming-iterables': async (): Promise<Run> => (await import('./streaming-iterables.mjs')).run,
  'p-map, `pMapIterable`': async (): Promise<Run> => (await import('./p-map-iterable.mjs')).run,
  'Node streams': async (): Promise<Run> => (await import('./node-streams.mjs')).run,
  ix: async (): Promise<Run> => (await import('./ix.mjs')).run,
  'Effect, `forEach`': async (): Promise<Run> => (await import('./effect-for-each.mjs')).run,
  'Effect, `Stream`': async (): Promise<Run> => (await import('./effect-stream.mjs')).run,
};

/** Everybody who does a job of promises. Each is imported by who samples it, and by nobody else: a process holds no library but the one it is about. */
export const EVERYBODY = {
  [OURS]: async (): Promise<Run> => (await import('./rxjs-stages.mjs')).subscribed,
  [OURS_ITERATED]: async (): Promise<Run> => (await import('./rxjs-stages.mjs')).iterated,
  [POOL]: async (): Promise<Run> => (await import('./pool.mjs')).promisePool,
  ...LIBRARIES,
  [NESTED]: async (): Promise<Run> => (await import('./rxjs-nested.mjs')).run,
  [CHAIN]: async (): Promise<Run> => (await import('./rxjs-chained.mjs')).bare,
};

export type PeerName = keyof typeof EVERYBODY;

/** Those who ask for what is fair: all but the ones whose second round has no bound. */
export function keepsBound(name: string): boolean {
  return name !== NESTED;
}
