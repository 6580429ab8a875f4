import { Subject, type Subscription } from 'rxjs';
import type { BranchEvent } from '../observe/branch-event.js';
import type { Plan } from './plan.js';
import type { Report } from './types.js';

let runs = 0;

/** Makes the reporter of one run. The listener is called as rxjs calls an observer: what it throws is reported and stops nothing. */
export function reporterOf({ scheduler }: Plan, onEvent: (event: BranchEvent) => void, by: Subscription): Report {
  const run = ++runs;
  const events = new Subject<BranchEvent>();
  events.subscribe(onEvent);
  return (type, branch, detail) => {
    const time = scheduler.now();
    // Of a run that has ended only what that cancels.
    if (by.closed && type !== 'cancelled') return;
    const { number, parent, path, input, attempts, stage } = branch;
    const from = { run, time, stage: stage.plan.name, branch: number, parent: parent?.number, path, input };
    events.next({ type, ...from, attempt: attempts, ...detail } as BranchEvent);
  };
}
