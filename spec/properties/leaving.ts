import type { Attempt } from './attempt.js';
import type { Observation, Rule } from './observation.js';
import { isHidden, policiesOf } from './scenario.js';

/** C1: by the time that the consumer has left, all is closed and each live attempt's signal has aborted; no other signal ever does. */
const closed: Rule = (entry, seen) => {
  if (entry.type !== 'left' && entry.type !== 'finished') return undefined;
  for (const attempt of all(seen)) {
    for (const { what, running } of attempt.open) {
      if (!running) return `C1 the ${what} of ${attempt.path} is open`;
    }
    const aborted = attempt.signal?.aborted;
    if (aborted !== undefined && !stopsItself(attempt) && !isUncertain(attempt, seen) && aborted !== wasStopped(attempt, seen)) {
      return `C1 the signal of ${attempt.path} is ${aborted ? 'aborted' : 'not aborted'}`;
    }
  }
  return undefined;
};

/** C1: what could not be closed while it was running is closed once it has run. */
const closedLater: Rule = (entry, seen) => {
  if (entry.type !== 'quiet' || (seen.state !== 'left' && seen.state !== 'finished')) return undefined;
  for (const attempt of all(seen)) {
    for (const { what } of attempt.open) return `C1 the ${what} of ${attempt.path} is open`;
  }
  return undefined;
};

function all({ attempts, source }: Observation): readonly Attempt[] {
  return source === undefined ? attempts : [...attempts, source];
}

/** Whether its time was up, or it was at work when the consumer left. */
function wasStopped(attempt: Attempt, { branches }: Observation): boolean {
  if (attempt.expired) return true;
  const branch = branches.get(attempt.path);
  return branch?.state === 'cancelled' && branch.was === 'started' && !branch.hasSettled && branch.attempt === attempt;
}

/**
 * Whether nobody can tell if it had ended when the consumer left: who leaves when limits pause
 * leaves an attempt that has failed. Nor whether its time was up, if its
 * branch is rejected for another reason.
 */
function isUncertain({ depth }: Attempt, { scenario }: Observation): boolean {
  const { total, retry, attempt } = policiesOf(scenario, depth);
  const on = scenario.leaving?.on;
  if (retry?.by === 'mistake' && attempt !== undefined) return true;
  return isHidden(scenario, depth) || total !== undefined || on === 'policy' || (on === 'event' && retry !== undefined && retry.pause > 0);
}

/** A list that fails cancels what is left of its attempt, if anything is. */
function stopsItself({ script }: Attempt): boolean {
  return script.failing === 'list' || script.failing === 'no list';
}

export const leaving: readonly Rule[] = [closed, closedLater];
