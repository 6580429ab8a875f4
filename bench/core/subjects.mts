import { catchError, EMPTY, from, mergeMap, of, type Observable } from 'rxjs';
import { listStage, pipeline, stage } from 'rxjs-stages';

/** Slots of each round. */
const SLOTS = 64;
const CHILDREN = 5;

/** One error for all: what it costs to record a stack is not to be measured here. */
const failure = new Error('one in a hundred');

/** One in a hundred second-round requests fails, and is isolated. */
function check(leaf: number): number {
  if (leaf % 100 === 99) throw failure;
  return leaf;
}

function children(root: number): number[] {
  const first = root * CHILDREN;
  return [first, first + 1, first + 2, first + 3, first + 4];
}

/* The projects of both rounds, by the kind of inner stream that they give. */
const promised = {
  first: (root: number): Promise<number[]> => Promise.resolve(children(root)),
  // eslint-disable-next-line @typescript-eslint/require-await -- an async function is what is measured
  second: async (leaf: number): Promise<number> => check(leaf),
};
const observed = {
  first: (root: number): Observable<number> => of(...children(root)),
  second: (leaf: number): Observable<number> => of(check(leaf)),
};
const listed = {
  first: children,
  second: (leaf: number): number[] => [check(leaf)],
};

const bounds = { concurrency: SLOTS };
const both = { concurrency: 2 * SLOTS };

type Operator = (roots: Observable<number>) => Observable<unknown>;

/** The chain that this library is compared with: `mergeMap` with a bound for each round, a `catchError` in each inner stream. */
function chain(first: (root: number) => Observable<number>, second: (leaf: number) => Observable<number>): Operator {
  return (roots) =>
    roots.pipe(
      mergeMap((root) => first(root).pipe(catchError(() => EMPTY)), SLOTS),
      mergeMap((leaf) => guarded(second, leaf).pipe(catchError(() => EMPTY)), SLOTS),
    );
}

/** A project that throws would end the whole chain: what it throws is made an error of its inner stream. */
function guarded(project: (leaf: number) => Observable<number>, leaf: number): Observable<number> {
  try {
    return project(leaf);
  } catch {
    return EMPTY;
  }
}

/** What is measured: how each does the same work. */
export const subjects: Record<string, Operator> = {
  'promises, chain': chain(
    (root) => from(promised.first(root)).pipe(mergeMap((list) => list)),
    (leaf) => from(promised.second(leaf)),
  ),
  'promises, rxjs-stages': pipeline(listStage('first', promised.first, bounds), stage('second', promised.second, bounds), both),
  'synchronous Observables, chain': chain(observed.first, observed.second),
  'synchronous Observables, rxjs-stages': pipeline(stage('first', observed.first, bounds), stage('second', observed.second, bounds), both),
  'arrays, chain': chain(
    (root) => from(listed.first(root)),
    (leaf) => from(listed.second(leaf)),
  ),
  'arrays, rxjs-stages': pipeline(stage('first', listed.first, bounds), stage('second', listed.second, bounds), both),
};

/** How many results each of them gives. */
export function expected(roots: number): { leaves: number; failed: number } {
  return { leaves: roots * CHILDREN, failed: Math.floor((roots * CHILDREN) / 100) };
}
