import type { BatchRun } from '../../tasks/batches.mjs';
import { OURS, OURS_ITERATED } from '../index.mjs';

export const BUFFERED = 'RxJS, `bufferCount` and `mergeMap`';

/** Others who make one request for many ids. */
export const OTHERS = {
  DataLoader: async (): Promise<BatchRun> => (await import('./dataloader.mjs')).run,
  'Effect, `RequestResolver`': async (): Promise<BatchRun> => (await import('./effect.mjs')).run,
  [BUFFERED]: async (): Promise<BatchRun> => (await import('./buffered.mjs')).run,
};

/** Everybody who makes one request for many ids. */
export const BATCH_PEERS = {
  [OURS]: async (): Promise<BatchRun> => (await import('./rxjs-stages.mjs')).subscribed,
  [OURS_ITERATED]: async (): Promise<BatchRun> => (await import('./rxjs-stages.mjs')).iterated,
  ...OTHERS,
};
