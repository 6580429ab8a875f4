import { OverflowError } from 'rxjs-stages';
import { labelOf, nameOf, type Entry } from './entry.js';
import type { Observation, Rule } from './observation.js';
import { policiesOf } from './scenario.js';
import type { Script } from './script.js';
import { isLive, type Branch } from './tally.js';

/** F6: from the events alone, every branch is created once, by its parent's emission, and ends once; and T1, each event tells its time. */
const events: Rule = (entry, seen) => {
  if (!('path' in entry)) return undefined;
  if (Math.abs(entry.time - seen.now()) > seen.slack) return 'T1 an event tells another time';
  if (entry.stage !== `stage ${String(entry.path.length - 1)}`) return 'F6 the stage does not go with the path';
  const branch = seen.branch(entry.path);
  const parent = entry.path.length === 1 ? undefined : seen.branch(entry.path.slice(0, -1))?.number;
  if (entry.branch !== (branch?.number ?? seen.branches.size + 1)) return 'F6 an event numbers its branch wrong';
  if (entry.parent !== parent) return 'F6 an event names another parent';
  // A branch that is cancelled from within its `paged` has not gone on to its next page.
  const isTurning = entry.type === 'cancelled' && branch?.state === 'turned' && (entry.input as Script).following === branch.input;
  if (branch !== undefined && entry.input !== branch.input && !isTurning) return 'F6 an event says another input';
  if (entry.type === 'waiting') {
    if (branch !== undefined) return 'F6 a branch is created twice';
    if (entry.attempt !== 0) return 'F6 a branch begins with an attempt';
    return entry.path.length === 1 ? root(entry.path, seen) : child(entry.path, entry.input, seen);
  }
  if (branch === undefined) return 'F6 a branch was never created';
  if (!isLive(branch)) return `F6 a branch goes on after it has ${branch.state}`;
  if (entry.type === 'cancelled') return seen.state === 'leaving' ? undefined : 'F6 a branch is cancelled though nobody has left';
  if (entry.type === 'started') return starts(entry.attempt, branch);
  if (entry.attempt !== branch.attempts) return 'F6 an event counts attempts wrong';
  if (entry.type === 'settled') return branch.state === 'started' && !branch.hasSettled ? undefined : 'F6 an attempt settles that is not in flight';
  if (entry.type === 'requeued') return branch.state === 'sleeping' ? undefined : 'F6 a branch wakes that has not slept';
  if (entry.type === 'paged' && !policiesOf(seen.scenario, branch.depth).pages) return 'F6 a page ends where there are none';
  if (entry.type === 'rejected')
    return entry.reason instanceof OverflowError && branch.state !== 'waiting' ? 'S2 a root is dropped that has begun' : undefined;
  if (branch.state === 'waiting' && policiesOf(seen.scenario, branch.depth).sharing === undefined) return 'F6 a branch goes on before it has started';
  if (branch.state === 'sleeping') return 'F6 a branch goes on while it sleeps';
  if (entry.type === 'emitted' && entry.index !== branch.emitted) return 'F6 an emission is numbered wrong';
  return undefined;
};

/** A branch starts once, or once for each page; and again for each retry. */
function starts(attempt: number, { state, attempts }: Branch): string | undefined {
  if (state === 'started' || state === 'served') return 'F6 a branch starts twice';
  return attempt === (state === 'sleeping' ? attempts + 1 : 1) ? undefined : 'F6 an attempt is numbered wrong';
}

function root([index]: readonly number[], seen: Observation): string | undefined {
  return index === seen.roots ? undefined : 'F6 a root is numbered wrong';
}

function child(path: readonly number[], input: unknown, seen: Observation): string | undefined {
  if (!seen.due.includes(`waiting ${nameOf(path)}`)) return 'F6 a child comes from no emission';
  return Object.is(input, seen.emissions.get(nameOf(path))) ? undefined : 'F6 a child has another input than its parent emitted';
}

/** F6: when a run is over, so are all its branches. */
const ends: Rule = (entry, seen) => {
  if (entry.type !== 'finished' && entry.type !== 'left') return undefined;
  for (const branch of seen.branches.values()) {
    if (isLive(branch)) return `F6 the run is over and ${branch.path} is still ${branch.state}`;
  }
  return undefined;
};

/** C1 and F6: when a run is over nothing more comes of it; what cannot be stopped may still come to rest, and answers that are on their way arrive. */
const silence: Rule = (entry, seen) => {
  if (seen.state === 'running' || seen.state === 'leaving' || entry.type === 'quiet' || entry.type === 'asked') return undefined;
  if (seen.state === 'finished') return 'F6 something happens after the end';
  const onItsWay = entry.type === 'delivered' && seen.outcomes.length < Math.min(seen.askedBefore, seen.produced.length);
  return entry.type === 'resting' || onItsWay ? undefined : 'C1 something happens after the consumer has left';
};

/** O1 and O2: what is due comes in the same turn and before anything else, but for what happens while the consumer lets time go by within a delivery. */
const due: Rule = (entry, seen) => {
  const [first] = seen.due;
  const place = first === undefined ? -1 : seen.due.indexOf(labelOf(entry));
  if (place < 0 && isNever(entry.type, seen)) return 'O1 nothing of the kind is due';
  // In source order, what was held back comes in between.
  if (entry.type === 'delivered' && seen.scenario.order === 'source') return undefined;
  if (first === undefined || place === 0 || entry.type === 'leaving' || entry.type === 'returned') return undefined;
  return seen.delivering > 0 && entry.type !== 'quiet' ? undefined : `O1 O2 due is: ${first}`;
};

/** Whether nothing of the type ever comes unless it is due. */
function isNever(type: Entry['type'], { delivery, scenario }: Observation): boolean {
  return type === 'projected' || type === 'gathered' || (type === 'delivered' && delivery === 'each' && scenario.order === 'completion');
}

export const conservation: readonly Rule[] = [events, ends, silence, due];
