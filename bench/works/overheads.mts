import { EVERYBODY, OURS } from '../peers/index.mjs';
import { size } from '../tasks/size.mjs';
import { promiseCase } from './cases.mjs';
import { added, CPU, PER_TASK } from './columns.mjs';
import type { Work } from './work.mjs';

export const TIMEOUT = `${OURS}, \`timeout: 30_000\``;
export const RETRY = `${OURS}, \`retry: 2\``;
export const CONTEXTS = `${OURS}, an async context per root`;

const sizes = {
  full: size(20_000, 5, 64, { failing: false }),
  short: size(100, 5, 64, { failing: false }),
  runs: 20,
};

/** Nothing fails and nothing is slow: what options cost while they are not needed. */
export const overheads: Work = {
  id: 'overheads',
  title: 'Options that are set and not needed',
  cases: [
    promiseCase(OURS, EVERYBODY[OURS], sizes),
    promiseCase(TIMEOUT, async () => (await import('../peers/rxjs-stages.mjs')).withPolicies({ timeout: 30_000 }), sizes),
    promiseCase(RETRY, async () => (await import('../peers/rxjs-stages.mjs')).withPolicies({ retry: 2 }), sizes),
    promiseCase(CONTEXTS, async () => (await import('../peers/rxjs-stages.mjs')).withContexts, sizes),
  ],
  rounds: 7,
  limit: 20,
  columns: [CPU, PER_TASK, added(OURS)],
};
