import { of, type Observable } from 'rxjs';

/** Slots of each round. */
export const SLOTS = 64;
/** Second-round tasks for each one of the first round. */
export const CHILDREN = 5;

/** How many results of each kind there were. */
export interface Tally {
  readonly values: number;
  readonly rejected: number;
}

/** One error for all: what it costs to record a stack is not to be measured here. */
const failure = new Error('one in a hundred');

/** One in a hundred second-round tasks fails. */
const fails = (leaf: number): boolean => leaf % 100 === 99;

function check(leaf: number): number {
  if (fails(leaf)) throw failure;
  return leaf;
}

function children(root: number): number[] {
  const first = root * CHILDREN;
  return [first, first + 1, first + 2, first + 3, first + 4];
}

/** Both rounds as promises that are settled when they are given. */
export const promised = {
  first: (root: number): Promise<number[]> => Promise.resolve(children(root)),
  // eslint-disable-next-line @typescript-eslint/require-await -- an async function is what is measured
  second: async (leaf: number): Promise<number> => check(leaf),
};

/** Both rounds as lists. */
export const listed = {
  first: children,
  second: (leaf: number): number[] => [check(leaf)],
};

/** Both rounds as Observables that give everything when they are subscribed. */
export const observed = {
  first: (root: number): Observable<number> => of(...children(root)),
  second: (leaf: number): Observable<number> => of(check(leaf)),
};

/** Throws unless all tasks were done, and those rejected that should be. */
export function assertDone({ values, rejected }: Tally, roots: number): void {
  const tasks = roots * CHILDREN;
  const failed = Math.floor(tasks / 100);
  if (values !== tasks - failed || rejected !== failed) {
    throw new Error(`${String(values)} values and ${String(rejected)} rejections of ${String(tasks)} tasks, of which ${String(failed)} should fail`);
  }
}
