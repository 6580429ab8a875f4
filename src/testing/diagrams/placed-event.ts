import type { BranchEvent } from '../../events/branch-event.js';

/** An event, and the frame of a diagram that it is at. */
export type PlacedEvent = BranchEvent & { readonly frame: number };

/** Names runs in diagrams: nothing if there is one only, else their numbers, from 1. */
export function runNames(events: readonly PlacedEvent[]): (event: PlacedEvent) => string {
  const runs = [...new Set(events.map(({ run }) => run))];
  return ({ run }) => (runs.length === 1 ? '' : `${String(runs.indexOf(run) + 1)} `);
}

/** Identifies the branch of an event among those of all runs. */
export function branchId({ run, branch }: PlacedEvent): string {
  return `${String(run)} ${String(branch)}`;
}
