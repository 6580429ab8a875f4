import { perTask } from '../measure/metrics.mjs';
import { EVERYBODY, OURS, POOL } from '../peers/index.mjs';
import { size } from '../tasks/size.mjs';
import { caseOf, promiseCase } from './cases.mjs';
import { CPU, IN_FLIGHT, PEAK, PER_TASK } from './columns.mjs';
import { atMost } from './targets.mjs';
import type { Case, Work } from './work.mjs';

const SLOTS = [16, 1_000, 10_000];
const PROMISES = `${OURS}, promises`;
const OBSERVABLES = `${OURS}, Observables`;

const named = (subject: string, slots: number): string => `${subject}: ${slots.toLocaleString('en')} + ${slots.toLocaleString('en')} slots`;

function cases(slots: number): Case[] {
  const sizes = { full: size(20_000, 5, slots), short: size(200, 5, slots), runs: 15 };
  const promises = { ...sizes, tasks: async () => (await import('../tasks/yielding.mjs')).yielding };
  const observables = { ...sizes, tasks: async () => (await import('../tasks/observables.mjs')).micro };
  return [
    promiseCase(named(PROMISES, slots), EVERYBODY[OURS], promises),
    caseOf(named(OBSERVABLES, slots), async () => (await import('../peers/rxjs-stages.mjs')).subscribed, observables),
    promiseCase(named(POOL, slots), EVERYBODY[POOL], promises),
  ];
}

export const concurrency: Work = {
  id: 'concurrency',
  title: 'More at once',
  about: 'W1 with more and more slots, where every task is done a microtask after it has begun: promises, and Observables.',
  cases: SLOTS.flatMap(cases),
  rounds: 5,
  limit: 20,
  columns: [CPU, PER_TASK, PEAK, IN_FLIGHT],
  targets: [PROMISES, OBSERVABLES].map((subject) => atMost(1.5, named(subject, 10_000), named(subject, 16), perTask, 'CPU of a task')),
};
