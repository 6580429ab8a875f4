import type { BranchEvent } from './branch-event.js';
import type { RunEvent } from './run-event.js';

/**
 * What `onEvent` receives: steps of branches, and steps of the run. An event with a `branch`
 * belongs to that branch; in events of the run it is `undefined`.
 */
export type PipelineEvent = RunEvent | BranchEvent;
