/**
 * The workloads, by the names of their files. Those of a line are measured in one process, as starting one costs more than measuring in it; each is bundled with a
 * copy of all that it imports, so that what V8 learns of one says nothing about another. The heap is theirs together: so peers have processes without this
 * library, and cost the same whatever it does.
 */
export const processes: readonly (readonly string[])[] = [
  ['promises-chain', 'arrays-chain', 'observables-chain', 'promises-pool'],
  ['policies-stages'],
  ['promises-stages', 'arrays-stages', 'observables-stages'],
];

/** What is gated, and who does the same tasks beside it. */
export const gated: readonly { readonly name: string; readonly peers: readonly string[] }[] = [
  { name: 'promises-stages', peers: ['promises-pool', 'promises-chain'] },
  { name: 'policies-stages', peers: ['promises-pool', 'promises-chain'] },
  { name: 'arrays-stages', peers: ['arrays-chain'] },
  { name: 'observables-stages', peers: ['observables-chain'] },
];
