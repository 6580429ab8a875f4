import { EVERYBODY, type PeerName } from '../peers/index.mjs';
import type { Series } from '../report/growth-chart.mjs';
import { size } from '../tasks/size.mjs';
import { promiseCase, type PromiseDoing } from './cases.mjs';
import type { Case } from './work.mjs';

/** How many roots each of some peers is given: as many as it can do in time. */
export type Growing = readonly (readonly [PeerName, readonly number[]])[];

/** What a peer with so many roots is called. */
export const grown = (peer: string, roots: number): string => `${peer}: ${roots.toLocaleString('en')} roots`;

/** A case for each peer and number of roots, with so many leaves each. */
export function casesGrowing(growing: Growing, width: number, doing: Omit<PromiseDoing, 'full' | 'short'>): Case[] {
  return growing.flatMap(([peer, counts]) =>
    counts.map((roots) => promiseCase(grown(peer, roots), EVERYBODY[peer], { ...doing, full: size(roots, width, 64), short: size(100, width, 64) })),
  );
}

/** A line for each peer. @param value - what is drawn of a case */
export function seriesOf(growing: Growing, value: (name: string) => number): Series[] {
  return growing.map(([name, counts]) => ({ name, points: counts.map((roots) => ({ x: roots, y: value(grown(name, roots)) })) }));
}
