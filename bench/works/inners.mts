import { cpu } from '../measure/metrics.mjs';
import { CHAIN, OURS, POOL } from '../peers/index.mjs';
import { size } from '../tasks/size.mjs';
import { caseOf } from './cases.mjs';
import { against, CPU, PEAK, PER_TASK, PER_TASK_OLD } from './columns.mjs';
import type { Case, Work } from './work.mjs';

/** The chain whose results say where they came from, and whose functions may throw. */
export const SETTLED = 'RxJS, chained `mergeMap` with `defer`, `map`, `catchError`';

const short = size(100, 5, 64);
const sizes = { full: size(20_000, 5, 64), short, runs: 15 };
const fewer = { full: size(2_000, 5, 64), short, runs: 30 };

const lists = { ...sizes, tasks: async () => (await import('../tasks/iterables.mjs')).iterables };
const synchronous = {
  ...sizes,
  tasks: async () => (await import('../tasks/observables.mjs')).synchronous,
};

/** Cases whose tasks return Observables of one value, which the `asapScheduler` emits. */
function later(given: typeof sizes): Case[] {
  const doing = { ...given, tasks: async () => (await import('../tasks/observables.mjs')).asap };
  return [
    caseOf(OURS, async () => (await import('../peers/rxjs-stages.mjs')).subscribed, doing),
    caseOf(POOL, async () => (await import('../peers/pool.mjs')).observablePool, doing),
    caseOf(CHAIN, async () => (await import('../peers/rxjs-chained.mjs')).bare, doing),
  ];
}

const shared = {
  old: [OURS],
  rounds: 5,
  limit: 20,
  columns: [CPU, PER_TASK, PER_TASK_OLD, PEAK, against(OURS, cpu)],
};

export const w1s: Work = {
  ...shared,
  id: 'w1s',
  title: 'W1s: tasks that return lists',
  cases: [
    caseOf(OURS, async () => (await import('../peers/rxjs-stages.mjs')).ofElements, lists),
    caseOf(CHAIN, async () => (await import('../peers/rxjs-chained.mjs')).bareOfElements, lists),
  ],
};

export const w1o: Work = {
  ...shared,
  id: 'w1o',
  title: 'W1o: 20,000 roots, Observables that emit later',
  cases: later(sizes),
};

/** Here the buffer of the chain's bounded `mergeMap` stays small: see `w1a`. */
export const w1oa: Work = {
  ...shared,
  id: 'w1oa',
  title: 'W1oa: 2,000 roots, Observables that emit later',
  repeats: true,
  cases: later(fewer),
};

export const w1so: Work = {
  ...shared,
  id: 'w1so',
  title: 'W1so: Observables that emit at once',
  cases: [
    caseOf(OURS, async () => (await import('../peers/rxjs-stages.mjs')).ofElements, synchronous),
    caseOf(SETTLED, async () => (await import('../peers/rxjs-chained.mjs')).settled, synchronous),
    caseOf(CHAIN, async () => (await import('../peers/rxjs-chained.mjs')).bareOfElements, synchronous),
  ],
};
