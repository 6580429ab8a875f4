import { nameOf, type Entry } from './entry.js';
import type { Observation, Rule } from './observation.js';
import { isHidden, isPlain, policiesOf, type StageScenario } from './scenario.js';
import { isPulledAtOnce, pushes } from './script.js';

/** B1: attempts at work and attempts open, of each stage and over all. */
const slots: Rule = (entry, seen) => {
  if (entry.type === 'started') {
    if (isHidden(seen.scenario, entry.path.length - 1)) return undefined;
    const { open, concurrency } = seen.level(entry.path.length - 1);
    return open < concurrency || isLowest(entry, seen) ? undefined : 'B1 a stage has too many open';
  }
  if (entry.type !== 'working' || entry.attempt.depth < 0) return undefined;
  const { working, concurrency } = seen.level(entry.attempt.depth);
  if (working >= concurrency) return 'B1 a stage has too many at work';
  return seen.free ? undefined : 'B1 the pipeline has too many at work';
};

/** B3: nothing starts and nothing is pulled that would feed a full queue, and what is pulled in one step never overfills one. */
const queues: Rule = (entry, seen) => {
  const depth = feeding(entry, seen);
  return depth === undefined || seen.room(depth) || isLowest(entry, seen) || seen.isUrgent(depth)
    ? undefined
    : 'B3 goes on while the next stage has no room';
};

/** The stage, if any, that goes on and so feeds the one after it. While a consumer lingers in between, others may overfill the queue. */
function feeding(entry: Entry, seen: Observation): number | undefined {
  if (entry.type === 'started') return entry.path.length - 1;
  if (entry.type === 'pulled') {
    const { depth } = entry.attempt;
    // What holds back all of an attempt pulls it to its end, whatever waits.
    return depth < 0 || policiesOf(seen.scenario, depth).atomic ? undefined : depth;
  }
  if (entry.type !== 'waiting' || seen.scenario.lingering.length > 0) return undefined;
  const parent = seen.branch(entry.path.slice(0, -1));
  if (parent === undefined) return undefined;
  return seen.scenario.stages[parent.depth]?.lists === true ||
    parent.state === 'served' ||
    (parent.attempt !== undefined && isPulledAtOnce(parent.attempt.script))
    ? parent.depth
    : undefined;
}

/** S2: when all is quiet no more roots of a source that pushes wait than may, unless they came for slots that were free while a consumer lingered. */
const roots: Rule = (entry, seen) => {
  const { maxWaiting = Infinity, source: script, lingering } = seen.scenario;
  const { sharing, limits } = policiesOf(seen.scenario, 0);
  // Whom a limit for his group holds up, or who follows, waits though there is room.
  if (sharing !== undefined || limits.length > 0 || seen.scenario.limitedBy.length > 0) return undefined;
  return entry.type === 'quiet' && pushes(script) && lingering.length === 0 && seen.level(0).waiting.length > maxWaiting
    ? 'S2 more roots wait than maxWaiting'
    : undefined;
};

/** B3: a source that can be pulled is pulled only when the first stage could start what it gives. */
const source: Rule = (entry, seen) => {
  const pulled = entry.type === 'pulled' && entry.attempt.depth < 0;
  const fromArray = entry.type === 'waiting' && entry.path.length === 1 && seen.scenario.source.kind === 'array';
  return (pulled || fromArray) && !mayHaveRoom(seen) ? 'B3 the source is pulled ahead' : undefined;
};

/** Whether the first stage could start one more root, had it one, and nothing waits for the same. */
export function hasRoom(seen: Observation): boolean {
  return seen.free && seen.couldStart(0) && seen.queued(0) === 0;
}

/** The same, as far as can be seen: who sleeps, follows or waits for a limit lets others pass by. */
function mayHaveRoom(seen: Observation): boolean {
  if (!isPlain(seen.scenario, 0)) return seen.free && seen.queued(0) < seen.scenario.highWaterMark;
  return seen.free && seen.couldStart(0) && seen.level(0).waiting.length === 0 && seen.queued(0) < seen.scenario.highWaterMark;
}

/** O4: who has the lowest path goes on whatever waits, or who works for it. */
function isLowest(entry: Entry, seen: Observation): boolean {
  if (seen.scenario.order === 'completion') return false;
  const path =
    'path' in entry ? nameOf(entry.type === 'waiting' ? entry.path.slice(0, -1) : entry.path) : 'attempt' in entry ? entry.attempt.path : '';
  const { lowest } = seen;
  const branch = seen.branches.get(path);
  return branch === lowest || (branch?.depth === lowest?.depth && policiesOf(seen.scenario, branch?.depth ?? 0).sharing !== undefined);
}

/** B5: while the consumer is behind, or has not begun, nothing starts and nothing is pulled. */
const pace: Rule = (entry, seen) => {
  if (!seen.paused) return undefined;
  switch (entry.type) {
    case 'started':
      return 'B5 goes on though the consumer is behind';
    case 'pulled':
      // What holds back all of an attempt takes in a list at once.
      if (entry.list && policiesOf(seen.scenario, entry.attempt.depth).atomic) return undefined;
      return 'B5 goes on though the consumer is behind';
    case 'working':
      return seen.asked === 0 && entry.attempt.script.kind !== 'promise' ? 'B5 begins before the consumer does' : undefined;
    case 'emitted': {
      const { lists } = seen.scenario.stages[entry.path.length - 1] as StageScenario;
      return lists || seen.branch(entry.path)?.attempt?.script.kind === 'array' ? 'B5 takes more though the consumer is behind' : undefined;
    }
    default:
      return undefined;
  }
};

export const bounds: readonly Rule[] = [slots, queues, roots, source, pace];
