import { TOLERANCES } from '../targets/instructions.mjs';

/** The promise workload of this library with nothing added. */
export const PLAIN = 'promises-stages';

/** The same number of tasks in a fork of two chains. */
export const TREE = 'tree-stages';

/** The same tasks, whose outcomes are iterated. */
const ITERATED = 'iterated-stages';

/** The same tasks with policies: all of them, three, and one each. The one that takes longest is the first. */
export const withPolicies: readonly string[] = [
  'everything-stages',
  'policies-stages',
  'retry-stages',
  'limit-stages',
  'timeout-stages',
  'key-stages',
  'cache-stages',
  'atomic-stages',
  'recurse-stages',
  'pages-stages',
  'order-stages',
];

/**
 * The workloads, by the names of their files. Those of a line are measured in one process, as starting one costs more than measuring in it; each is bundled with a
 * copy of all that it imports, so that what V8 learns of one says nothing about another. The heap is theirs together: so peers have processes without this
 * library, and cost the same whatever it does. Policies allocate much: each of their workloads has a process, and its garbage is collected at no other's expense.
 */
export const processes: readonly (readonly string[])[] = [
  ...withPolicies.map((name) => [name]),
  [TREE],
  [ITERATED],
  ['promises-chain', 'arrays-chain', 'observables-chain', 'promises-pool'],
  [PLAIN, 'arrays-stages', 'observables-stages'],
];

const promisePeers: readonly string[] = ['promises-pool', 'promises-chain'];

/**
 * What is gated, how much more than its baseline it may cost, and who does the same tasks beside
 * it.
 */
export const gated: readonly { readonly name: string; readonly tolerance: number; readonly peers: readonly string[] }[] = [
  { name: PLAIN, tolerance: TOLERANCES.chain, peers: promisePeers },
  { name: 'arrays-stages', tolerance: TOLERANCES.chain, peers: ['arrays-chain'] },
  { name: 'observables-stages', tolerance: TOLERANCES.chain, peers: ['observables-chain'] },
  ...[...withPolicies, TREE, ITERATED].map((name) => ({ name, tolerance: TOLERANCES.other, peers: promisePeers })),
];
