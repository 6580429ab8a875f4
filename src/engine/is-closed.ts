import type { Branch } from './types.js';

/** Whether a branch is closed: any function of the user's may have closed it, or ended its run. */
export function isClosed({ phase }: Branch): boolean {
  return phase === 'closed';
}
