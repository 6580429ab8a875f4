import { hasRoom } from './bounds.js';
import { nameOf } from './entry.js';
import type { Observation, Rule } from './observation.js';
import { isPulledAtOnce } from './script.js';
import type { Branch } from './tally.js';

/** O1: while the consumer takes what is delivered nothing goes on. */
const delivery: Rule = (entry, seen) =>
  seen.delivering > 0 && (entry.type === 'started' || entry.type === 'pulled') ? 'O1 goes on within a delivery' : undefined;

/** O3: within a stage, first come, first served. */
const queue: Rule = (entry, seen) => {
  if (entry.type !== 'started') return undefined;
  const [first] = seen.level(entry.path.length - 1).waiting;
  return first?.path === nameOf(entry.path) ? undefined : `O3 overtakes ${String(first?.path)}`;
};

/** O3: what takes a slot, or pulls the source, leaves behind nothing deeper that could have had the slot. */
const deepest: Rule = (entry, seen) => {
  let depth: number;
  if (entry.type === 'started') depth = entry.path.length - 1;
  else if (entry.type === 'pulled' && !entry.list) depth = entry.attempt.depth;
  else return undefined;
  for (let deeper = seen.last; deeper > depth; deeper--) {
    const passed = seen.couldStart(deeper) ? seen.level(deeper).waiting[0] : undefined;
    if (passed !== undefined) return `O3 the deeper ${passed.path} could start`;
  }
  for (const branch of seen.branches.values()) {
    if (branch.depth > depth && seen.room(branch.depth) && couldGoOn(branch)) return `O3 the deeper ${branch.path} could go on`;
  }
  return undefined;
};

/** Whether a slot, or less, is all that a branch needs to be pulled. */
function couldGoOn({ state, attempt, script }: Branch): boolean {
  if (state !== 'started' || attempt === undefined || attempt.working > 0) return false;
  return attempt.lists > 0 || isPulledAtOnce(script);
}

/** B2: iterators of one stage are resumed in turn: among those that answer at once, and among those that promise. */
const turns: Rule = (entry, seen) => {
  if (entry.type !== 'pulled' || entry.list || entry.attempt.depth < 0) return undefined;
  const { depth, since, script } = entry.attempt;
  if (seen.scenario.stages[depth]?.lists === true) return undefined;
  for (const { state, attempt: other, path } of seen.branches.values()) {
    if (state !== 'started' || other?.depth !== depth || !other.iterating || other.working > 0) continue;
    if (isPulledAtOnce(other.script) === isPulledAtOnce(script) && other.since > 0 && other.since < since) return `B2 ${path} has rested longer`;
  }
  return undefined;
};

/** O2 and B2: when all is quiet nothing rests that may go on. */
const quiet: Rule = (entry, seen) => {
  if (entry.type !== 'quiet' || seen.state !== 'running' || seen.paused) return undefined;
  for (const [depth, { waiting }] of seen.levels.entries()) {
    const [first] = waiting;
    if (first !== undefined && seen.free && seen.couldStart(depth)) return `O2 ${first.path} waits though it may start`;
  }
  for (const branch of seen.branches.values()) {
    const rests = wronglyRests(branch, seen);
    if (rests) return `B2 ${branch.path} rests though it may go on`;
  }
  if (seen.source?.iterating === true && seen.source.working === 0 && hasRoom(seen)) {
    return 'B3 the source rests though it may be pulled';
  }
  return undefined;
};

function wronglyRests({ state, depth, attempt, emitted, script }: Branch, seen: Observation): boolean {
  if (state !== 'started' || attempt === undefined || attempt.working > 0) return false;
  const hasElements = attempt.lists > 0 || attempt.given > emitted - attempt.taken;
  if (hasElements) return seen.room(depth);
  const isPulled = attempt.iterating || script.kind === 'array';
  return !isPulled || (seen.free && seen.room(depth));
}

export const order: readonly Rule[] = [delivery, queue, deepest, turns, quiet];
