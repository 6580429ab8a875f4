import { EVERYBODY, type PeerName } from '../peers/index.mjs';
import { size } from '../tasks/size.mjs';
import { promiseCase, type PromiseDoing } from './cases.mjs';
import type { Case } from './work.mjs';

/** Numbers of roots for each of several subjects: as many as it can do in time. */
export type Growing = readonly (readonly [PeerName, readonly number[]])[];

/** The name of the case of a subject with so many roots. */
export function withRoots(peer: string, roots: number): string {
  return `${peer}: ${roots.toLocaleString('en')} roots`;
}

/**
 * A case for each subject and each of its numbers of roots.
 *
 * @param width - the number of leaves of each root
 */
export function casesGrowing(growing: Growing, width: number, doing: Omit<PromiseDoing, 'full' | 'short'>): Case[] {
  return growing.flatMap(([peer, counts]) =>
    counts.map((roots) =>
      promiseCase(withRoots(peer, roots), EVERYBODY[peer], { ...doing, full: size(roots, width, 64), short: size(100, width, 64) }),
    ),
  );
}
