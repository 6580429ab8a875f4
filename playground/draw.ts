/** What is drawn for a request. */
export const LATENCY = 1;
export const SLOWNESS = 2;
export const FAILURE = 3;
export const CHILDREN = 4;

/**
 * Draws a number from 0 to below 1. The same question always has the same answer, whoever asks and
 * when: so every way to run a scenario sees the same requests. A path is as long as its stage is deep.
 */
export function draw(seed: number, path: readonly number[], attempt: number, question: number): number {
  let hash = 0;
  for (const part of [seed, ...path, attempt, question]) {
    hash = Math.imul(hash ^ (part + 1), 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  return (hash >>> 0) / 2 ** 32;
}

/** Draws a whole number of a range, both ends included. */
export function between(from: number, to: number, drawn: number): number {
  return from + Math.floor(drawn * (to - from + 1));
}
