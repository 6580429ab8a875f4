import { Subject, type Subscription } from 'rxjs';
import type { BranchEvent } from '../observe/branch-event.js';
import type { Branch } from './branch.js';
import type { Plan } from './plan.js';

/** Tells the listener what has happened to a branch; `detail` is what an event of that type says beside what all of them say. */
export type Report = (type: BranchEvent['type'], branch: Branch, detail?: object) => void;

let runs = 0;

/** Makes the reporter of one run, unless nobody listens. The listener is called as rxjs calls an observer: what it throws is reported and stops nothing. */
export function reporterOf({ scheduler, onEvent }: Plan, by: Subscription): Report | undefined {
  if (onEvent === undefined) return undefined;
  const run = ++runs;
  const events = new Subject<BranchEvent>();
  events.subscribe(onEvent);
  let branches = 0;
  return (type, branch, detail) => {
    const time = scheduler.now();
    // Of a run that has ended only what that cancels.
    if (by.closed && type !== 'cancelled') return;
    if (type === 'waiting') branch.number = ++branches;
    const { number, parent, path, input, attempts, level } = branch;
    const from = { run, time, stage: level.stage.name, branch: number, parent: parent?.number, path, input };
    events.next({ type, ...from, attempt: attempts, ...detail } as BranchEvent);
  };
}
