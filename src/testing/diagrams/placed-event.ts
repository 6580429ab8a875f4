import type { BranchEvent } from '../../events/branch-event.js';

/** An event, and its frame in a diagram. */
export type PlacedEvent = BranchEvent & { readonly frame: number };

/** Names runs in diagrams: by their numbers, from 1; by nothing if there is only one. */
export function runNames(events: readonly PlacedEvent[]): (event: PlacedEvent) => string {
  const runs = [...new Set(events.map(({ run }) => run))];
  return ({ run }) => (runs.length === 1 ? '' : `${String(runs.indexOf(run) + 1)} `);
}

/** Identifies the branch of an event among the branches of all runs. */
export function branchId({ run, branch }: PlacedEvent): string {
  return `${String(run)} ${String(branch)}`;
}
