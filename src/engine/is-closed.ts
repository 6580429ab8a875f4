import type { Branch } from './types.js';

/*
 * Any function of the user's may close a branch or end its run. TypeScript cannot see that where
 * the property is read.
 */

export function isClosed({ phase }: Branch): boolean {
  return phase === 'closed';
}

export function hasEnded({ closed }: { readonly closed: boolean }): boolean {
  return closed;
}
