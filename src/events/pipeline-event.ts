import type { BranchEvent } from './branch-event.js';
import type { RunEvent } from './run-event.js';

/** What `onEvent` gets: steps in the life of branches, and of the run. An event is of a branch if its `branch` is not `undefined`. */
export type PipelineEvent = RunEvent | BranchEvent;
