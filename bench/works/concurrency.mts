import { EVERYBODY, OURS, POOL } from '../peers/index.mjs';
import { size } from '../tasks/size.mjs';
import { caseOf, promiseCase } from './cases.mjs';
import { CPU, IN_FLIGHT, PEAK, PER_TASK } from './columns.mjs';
import type { Case, Work } from './work.mjs';

const SLOTS = [16, 1_000, 10_000];
export const PROMISES = `${OURS}, promises`;
export const OBSERVABLES = `${OURS}, Observables`;

/** The name of the case of a subject with so many slots in each round. */
export function withSlots(subject: string, slots: number): string {
  return `${subject}: ${slots.toLocaleString('en')} + ${slots.toLocaleString('en')} slots`;
}

function cases(slots: number): Case[] {
  const sizes = { full: size(20_000, 5, slots), short: size(200, 5, slots), runs: 15 };
  const promises = { ...sizes, tasks: async () => (await import('../tasks/yielding.mjs')).yielding };
  const observables = { ...sizes, tasks: async () => (await import('../tasks/observables.mjs')).micro };
  return [
    promiseCase(withSlots(PROMISES, slots), EVERYBODY[OURS], promises),
    caseOf(withSlots(OBSERVABLES, slots), async () => (await import('../peers/rxjs-stages.mjs')).subscribed, observables),
    promiseCase(withSlots(POOL, slots), EVERYBODY[POOL], promises),
  ];
}

/** Every task is done one microtask after it has begun. */
export const concurrency: Work = {
  id: 'concurrency',
  title: 'More slots',
  cases: SLOTS.flatMap(cases),
  rounds: 5,
  limit: 20,
  columns: [CPU, PER_TASK, PEAK, IN_FLIGHT],
};
