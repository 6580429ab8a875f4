import type { Size } from './size.mjs';

/** One error for all: what it costs to record a stack is not to be measured. */
export const failure = new Error('one in a hundred');

/** Which tasks fail, one in a hundred of each round, and what a root's answer lists: the same in every kind of task. */
export class Fate {
  readonly #width: number;
  readonly #failing: boolean;

  constructor({ width, failing }: Size) {
    this.#width = width;
    this.#failing = failing;
  }

  rootFails(root: number): boolean {
    return this.#failing && root % 100 === 99;
  }

  /** No leaf that fails is one of a root that fails: what fails in the second round is one in a hundred of it, too. */
  leafFails(leaf: number): boolean {
    return this.#failing && leaf % 100 === 50;
  }

  leaves(root: number): number[] {
    const leaves: number[] = [];
    for (let leaf = root * this.#width, end = leaf + this.#width; leaf < end; leaf++) leaves.push(leaf);
    return leaves;
  }
}

/** What there is to count when a job of some size is done. */
export interface Expected {
  readonly roots: number;
  readonly leaves: number;
  readonly rejectedRoots: number;
  readonly fulfilled: number;
  readonly rejected: number;
}

/** Counts by asking for each task. */
export function expected(size: Size): Expected {
  const fate = new Fate(size);
  let rejectedRoots = 0;
  let fulfilled = 0;
  let rejected = 0;
  for (let root = 0; root < size.roots; root++) {
    if (fate.rootFails(root)) {
      rejectedRoots++;
      continue;
    }
    for (const leaf of fate.leaves(root)) {
      if (fate.leafFails(leaf)) rejected++;
      else fulfilled++;
    }
  }
  return { roots: size.roots, leaves: fulfilled + rejected, rejectedRoots, fulfilled, rejected };
}
