import { CHILDREN } from './work.mjs';

/*
 * Ways for the first stage to reach most of the roots itself, so that the tasks stay those of the
 * promise workload. The leaves of root `r` are `CHILDREN * r` and the four after it.
 */

/** How many branches the first stage has if each of them has five pages. */
export const firstPages = (roots: number): number => roots / 5;

/** `nextPage`: every root below `firstPages` is the first page of a branch; a next page is that many roots further on. */
export function nextPage(roots: number): (leaf: number) => number | undefined {
  return (leaf) => {
    const root = Math.floor(leaf / CHILDREN) + firstPages(roots);
    return root < roots ? root : undefined;
  };
}

/** `recurse`: each leaf leads to one more branch while there are some left. They form one tree, whose root is 0. */
export function recurse(branches: number): (leaf: number) => number[] {
  return (leaf) => (leaf + 1 < branches ? [leaf + 1] : []);
}
