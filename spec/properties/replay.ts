import type { BranchEvent } from 'rxjs-stages';
import { nameOf } from './entry.js';
import type { Rule } from './observation.js';
import { concurrencyOf } from './scenario.js';

/** What the events of a branch have told so far. */
interface Told {
  previous: BranchEvent['previous'];
  queued: number;
  left: number | undefined;
  settled: number | undefined;
}

/** Takes in what an event tells. */
function follow(told: Told, { type, time }: BranchEvent): void {
  if (type === 'emitted' || type === 'paused' || type === 'completed' || type === 'rejected' || type === 'cancelled') return;
  told.previous = type;
  if (type === 'started' || type === 'served') [told.left, told.settled] = [time, type === 'served' ? time : undefined];
  else if (type === 'settled') told.settled = time;
  else if (type === 'requeued' || type === 'paged') [told.queued, told.left, told.settled] = [time, undefined, undefined];
}

/** E2 and E3: events say what the branch has done before and for how long, and who counts them knows what is in flight: no attempt works that is not. */
export function replay(): Rule {
  const branches = new Map<number, Told>();
  const inFlight = new Map<number, Set<string>>();
  return (entry, seen) => {
    if (entry.type === 'working') {
      const { depth, path } = entry.attempt;
      return depth < 0 || seen.state !== 'running' || inFlight.get(depth)?.has(path) === true
        ? undefined
        : 'E3 an attempt works that is not in flight';
    }
    if (!('waited' in entry)) return undefined;
    const { type, branch, path, time, previous, waited, inFlight: flown } = entry;
    const told = branches.get(branch) ?? { previous: undefined, queued: time, left: undefined, settled: undefined };
    branches.set(branch, told);
    if (previous !== told.previous) return `E2 the event before was ${String(told.previous)}, and not ${String(previous)}`;
    follow(told, entry);
    const { queued, left, settled } = told;
    if (waited !== (left ?? time) - queued) return `E2 the branch has waited for ${String((left ?? time) - queued)}, and not for ${String(waited)}`;
    const due = left === undefined ? 0 : (settled ?? time) - left;
    if (flown !== due) return `E2 the attempt has been in flight for ${String(due)}, and not for ${String(flown)}`;

    const depth = path.length - 1;
    const open = inFlight.get(depth) ?? new Set();
    inFlight.set(depth, open);
    if (type === 'settled' || type === 'cancelled') open.delete(nameOf(path));
    if (type !== 'started') return undefined;
    open.add(nameOf(path));
    // In source order the branch that all others wait for may be one more.
    const most = concurrencyOf(seen.scenario, depth) + (seen.scenario.order === 'source' ? 1 : 0);
    return open.size <= most ? undefined : `E3 ${String(open.size)} are in flight`;
  };
}
