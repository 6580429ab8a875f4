import type { Entry } from './entry.js';
import type { Observation, Rule } from './observation.js';
import type { StageScenario } from './scenario.js';
import { isPulledAtOnce, pushes } from './script.js';

/** B1: attempts at work and attempts open, of each stage and over all. */
const slots: Rule = (entry, seen) => {
  if (entry.type === 'started') {
    const { open, concurrency } = seen.level(entry.path.length - 1);
    return open < concurrency ? undefined : 'B1 a stage has too many open';
  }
  if (entry.type !== 'working' || entry.attempt.depth < 0) return undefined;
  const { working, concurrency } = seen.level(entry.attempt.depth);
  if (working >= concurrency) return 'B1 a stage has too many at work';
  return seen.free ? undefined : 'B1 the pipeline has too many at work';
};

/** B3: nothing starts and nothing is pulled that would feed a full queue, and what is pulled in one step never overfills one. */
const queues: Rule = (entry, seen) => {
  const depth = feeding(entry, seen);
  return depth === undefined || seen.room(depth) ? undefined : 'B3 goes on while the next stage has no room';
};

/** The stage, if any, that goes on and so feeds the one after it. While a consumer lingers in between, others may overfill the queue. */
function feeding(entry: Entry, seen: Observation): number | undefined {
  if (entry.type === 'started') return entry.path.length - 1;
  if (entry.type === 'pulled') return entry.attempt.depth < 0 ? undefined : entry.attempt.depth;
  if (entry.type !== 'waiting' || seen.scenario.lingering.length > 0) return undefined;
  const parent = seen.branch(entry.path.slice(0, -1));
  if (parent === undefined) return undefined;
  return seen.scenario.stages[parent.depth]?.lists === true || isPulledAtOnce(parent.script) ? parent.depth : undefined;
}

/** S2: when all is quiet no more roots of a source that pushes wait than may, unless they came for slots that were free while a consumer lingered. */
const roots: Rule = (entry, seen) => {
  const { maxWaiting = Infinity, source: script, lingering } = seen.scenario;
  return entry.type === 'quiet' && pushes(script) && lingering.length === 0 && seen.level(0).waiting.length > maxWaiting
    ? 'S2 more roots wait than maxWaiting'
    : undefined;
};

/** B3: a source that can be pulled is pulled only when the first stage could start what it gives. */
const source: Rule = (entry, seen) => {
  const pulled = entry.type === 'pulled' && entry.attempt.depth < 0;
  const fromArray = entry.type === 'waiting' && entry.path.length === 1 && seen.scenario.source.kind === 'array';
  return (pulled || fromArray) && !hasRoom(seen) ? 'B3 the source is pulled ahead' : undefined;
};

/** Whether the first stage could start one more root, had it one. */
export function hasRoom(seen: Observation): boolean {
  return seen.free && seen.couldStart(0) && seen.level(0).waiting.length === 0;
}

/** B5: while the consumer is behind, or has not begun, nothing starts and nothing is pulled. */
const pace: Rule = (entry, seen) => {
  if (!seen.paused) return undefined;
  switch (entry.type) {
    case 'started':
    case 'pulled':
      return 'B5 goes on though the consumer is behind';
    case 'working':
      return seen.asked === 0 && entry.attempt.script.kind !== 'promise' ? 'B5 begins before the consumer does' : undefined;
    case 'emitted': {
      const { lists } = seen.scenario.stages[entry.path.length - 1] as StageScenario;
      return lists || seen.branch(entry.path)?.script.kind === 'array' ? 'B5 takes more though the consumer is behind' : undefined;
    }
    default:
      return undefined;
  }
};

export const bounds: readonly Rule[] = [slots, queues, roots, source, pace];
