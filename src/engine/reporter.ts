import type { BranchEvent } from '../observe/branch-event.js';
import type { Branch } from './branch.js';
import type { Plan } from './plan.js';

/** Tells the listener what has happened to a branch; `detail` is what an event of that type says beside what all of them say. */
export type Report = (type: BranchEvent['type'], branch: Branch, detail?: object) => void;

let runs = 0;

/** Makes the reporter of one run, unless nobody listens. */
export function reporterOf({ scheduler, onEvent }: Plan): Report | undefined {
  if (onEvent === undefined) return undefined;
  const run = ++runs;
  return (type, branch, detail) => {
    const event = { type, run, time: scheduler.now(), stage: branch.level.stage.name, path: branch.path, attempt: branch.attempts, ...detail };
    onEvent(event as BranchEvent);
  };
}
