import type { BranchEvent, PipelineEvent } from 'rxjs-stages';

/** A listener that gets the events of branches, and not those of the run. */
export function branchEvents(listener: (event: BranchEvent) => void): (event: PipelineEvent) => void {
  return (event) => {
    if (event.branch !== undefined) listener(event);
  };
}
