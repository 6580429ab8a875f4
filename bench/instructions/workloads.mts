/**
 * The workloads, by the names of their files. Those of a line are measured in one process, as starting one costs more than measuring in it; each is bundled with a
 * copy of all that it imports, so that what V8 learns of one says nothing about another.
 */
export const processes: readonly (readonly string[])[] = [
  ['asap-stages', 'asap-pool', 'asap-chain'],
  ['promises-stages', 'promises-pool', 'promises-chain'],
  ['arrays-stages', 'arrays-chain', 'observables-stages', 'observables-chain'],
  ['policies-stages'],
];

/** What is gated, and who does the same tasks beside it. */
export const gated: readonly { readonly name: string; readonly peers: readonly string[] }[] = [
  { name: 'promises-stages', peers: ['promises-pool', 'promises-chain'] },
  { name: 'policies-stages', peers: ['promises-pool', 'promises-chain'] },
  { name: 'arrays-stages', peers: ['arrays-chain'] },
  { name: 'observables-stages', peers: ['observables-chain'] },
  { name: 'asap-stages', peers: ['asap-pool', 'asap-chain'] },
];
