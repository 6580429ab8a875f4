import { perTask } from '../measure/metrics.mjs';
import { EVERYBODY, OURS } from '../peers/index.mjs';
import { amount } from '../report/numbers.mjs';
import { size } from '../tasks/size.mjs';
import { promiseCase } from './cases.mjs';
import { CPU, PER_TASK } from './columns.mjs';
import type { Target, Work } from './work.mjs';

const TIMEOUT = `${OURS}, timeout: 30_000`;
const RETRY = `${OURS}, retry: 2`;
const CONTEXTS = `${OURS}, roots that come in async contexts of their own`;

const sizes = { full: size(20_000, 5, 64, { failing: false }), short: size(100, 5, 64, { failing: false }), runs: 20 };

function costs(limit: number, name: string, what: string): Target {
  return { claim: what, value: (results) => results.difference(name, OURS, perTask), unit: 'ns a task', atMost: limit };
}

export const overheads: Work = {
  id: 'overheads',
  title: 'What is set and not needed',
  about: 'W1 where nothing fails: what a timeout that never fires, a retry that is never made, and an async context for each root add to each task.',
  cases: [
    promiseCase(OURS, EVERYBODY[OURS], sizes),
    promiseCase(TIMEOUT, async () => (await import('../peers/rxjs-stages.mjs')).withPolicies({ timeout: 30_000 }), sizes),
    promiseCase(RETRY, async () => (await import('../peers/rxjs-stages.mjs')).withPolicies({ retry: 2 }), sizes),
    promiseCase(CONTEXTS, async () => (await import('../peers/rxjs-stages.mjs')).withContexts, sizes),
  ],
  rounds: 7,
  limit: 20,
  columns: [CPU, PER_TASK, { heading: 'more, ns a task', cell: (results, name) => amount(results.difference(name, OURS, perTask)) }],
  targets: [
    costs(120, TIMEOUT, 'a timeout that does not fire'),
    costs(50, RETRY, 'a retry that is not used'),
    costs(35, CONTEXTS, 'an async context for each root'),
  ],
};
