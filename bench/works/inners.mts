import { cpu } from '../measure/metrics.mjs';
import { CHAIN, OURS, POOL } from '../peers/index.mjs';
import { size } from '../tasks/size.mjs';
import { caseOf } from './cases.mjs';
import { against, CPU, PEAK, PER_TASK } from './columns.mjs';
import { atMost } from './targets.mjs';
import type { Work } from './work.mjs';

const SETTLED = 'RxJS, chained `mergeMap` with `defer`, `map`, `catchError`';

const sizes = { full: size(20_000, 5, 64), short: size(100, 5, 64), runs: 15 };
const lists = { ...sizes, tasks: async () => (await import('../tasks/iterables.mjs')).iterables };
const later = { ...sizes, tasks: async () => (await import('../tasks/observables.mjs')).asap };
const synchronous = { ...sizes, tasks: async () => (await import('../tasks/observables.mjs')).synchronous };

const shared = { rounds: 5, limit: 20, columns: [CPU, PER_TASK, PEAK, against(OURS, cpu)] };

export const w1s: Work = {
  ...shared,
  id: 'w1s',
  title: 'W1s: lists that are there at once',
  about: 'W1 where the tasks of both rounds give synchronous iterables: the leaves, and one result.',
  cases: [
    caseOf(OURS, async () => (await import('../peers/rxjs-stages.mjs')).ofElements, lists),
    caseOf(CHAIN, async () => (await import('../peers/rxjs-chained.mjs')).bareOfElements, lists),
  ],
  targets: [atMost(0.25, OURS, CHAIN, cpu)],
};

export const w1o: Work = {
  ...shared,
  id: 'w1o',
  title: 'W1o: Observables that emit later',
  about: 'W1 where the tasks of both rounds give Observables of one value that comes by the `asapScheduler`. The pool subscribes by hand.',
  cases: [
    caseOf(OURS, async () => (await import('../peers/rxjs-stages.mjs')).subscribed, later),
    caseOf(POOL, async () => (await import('../peers/pool.mjs')).observablePool, later),
    caseOf(CHAIN, async () => (await import('../peers/rxjs-chained.mjs')).bare, later),
  ],
  targets: [atMost(0.1, OURS, CHAIN, cpu), atMost(2, OURS, POOL, cpu)],
};

export const w1so: Work = {
  ...shared,
  id: 'w1so',
  title: 'W1so: Observables that emit at once',
  about:
    'W1 where the tasks of both rounds give synchronous Observables: the leaves one by one, and one result. Beside the leanest chain there is one whose project may throw, and whose results say where they came from, as outcomes do.',
  cases: [
    caseOf(OURS, async () => (await import('../peers/rxjs-stages.mjs')).ofElements, synchronous),
    caseOf(SETTLED, async () => (await import('../peers/rxjs-chained.mjs')).settled, synchronous),
    caseOf(CHAIN, async () => (await import('../peers/rxjs-chained.mjs')).bareOfElements, synchronous),
  ],
  targets: [atMost(0.9, OURS, SETTLED, cpu)],
};
