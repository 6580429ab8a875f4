import type { Script } from './script.js';

/** A branch of a simulated run. */
export interface SimulatedBranch {
  readonly script: Script;
  readonly path: readonly number[];
  /** Its place among all branches in the order in which they were created. */
  readonly sequence: number;
  emitted: number;
  attempts: number;
  /** Whether it waits to be tried again. */
  again: boolean;
  /** Where it is if it has no attempt open. */
  place: 'starting' | 'asleep' | 'following' | 'handing' | undefined;
  /** Who waits for what it does. */
  readonly followers: SimulatedBranch[];
  /** What it has emitted for them. */
  values: readonly unknown[];
  /** What it has to hand out, and whether it fails after that. */
  left: unknown[];
  fails: boolean;
}

export function simulatedBranch(script: Script, path: readonly number[], sequence: number): SimulatedBranch {
  const nothing = { emitted: 0, attempts: 0, again: false, place: undefined, values: [], left: [], fails: false };
  return { script, path, sequence, ...nothing, followers: [] };
}

/** Who is tried again goes first, then who came first. */
export function inTurn(one: SimulatedBranch, other: SimulatedBranch): number {
  return one.again === other.again ? one.sequence - other.sequence : one.again ? -1 : 1;
}
