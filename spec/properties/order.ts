import { hasRoom } from './bounds.js';
import type { Observation, Rule } from './observation.js';
import { isPlain, policiesOf } from './scenario.js';
import { isPulledAtOnce } from './script.js';
import type { Branch } from './tally.js';

/** O1: while the consumer takes what is delivered nothing goes on. */
const delivery: Rule = (entry, seen) => {
  if (seen.delivering === 0) return undefined;
  // What holds back all of an attempt takes in a list at once.
  const isPulled = entry.type === 'pulled' && !(entry.list && policiesOf(seen.scenario, entry.attempt.depth).atomic);
  return entry.type === 'started' || isPulled ? 'O1 goes on within a delivery' : undefined;
};

/** O3: within a stage, first come, first served. */
const queue: Rule = (entry, seen) => {
  if (entry.type !== 'started') return undefined;
  const depth = entry.path.length - 1;
  if (!isPlain(seen.scenario, depth)) return undefined;
  const branch = seen.branch(entry.path);
  const { waiting, idle } = seen.level(depth);
  const sleeps = branch?.state === 'sleeping';
  for (const other of idle) if (!sleeps && hasSlept(other, entry.time - seen.slack)) return `O3 overtakes ${other.path}, which has slept`;
  const [first] = waiting;
  return sleeps || first === branch ? undefined : `O3 overtakes ${String(first?.path)}`;
};

/** Whether its delay is over, whatever else happens at that frame. */
function hasSlept({ state, sleptAt, delay }: Branch, now: number): boolean {
  return state === 'sleeping' && delay !== undefined && (delay === 0 || now > sleptAt + delay);
}

/** O3: what takes a slot, or pulls the source, leaves behind nothing deeper that could have had the slot. */
const deepest: Rule = (entry, seen) => {
  let depth: number;
  if (entry.type === 'started') depth = entry.path.length - 1;
  else if (entry.type === 'pulled' && !entry.list) depth = entry.attempt.depth;
  else return undefined;
  for (let deeper = seen.last; deeper > depth; deeper--) {
    const passed = isPlain(seen.scenario, deeper) && seen.couldStart(deeper) ? seen.level(deeper).waiting[0] : undefined;
    if (passed !== undefined) return `O3 the deeper ${passed.path} could start`;
  }
  for (const branch of seen.branches.values()) {
    if (branch.depth > depth && isPlain(seen.scenario, branch.depth) && seen.room(branch.depth) && couldGoOn(branch))
      return `O3 the deeper ${branch.path} could go on`;
  }
  return undefined;
};

/** Whether a slot, or less, is all that a branch needs to be pulled. */
function couldGoOn({ state, attempt }: Branch): boolean {
  if (state !== 'started' || attempt === undefined || attempt.working > 0) return false;
  return attempt.lists > 0 || isPulledAtOnce(attempt.script);
}

/** B2: iterators of one stage are resumed in turn: among those that answer at once, and among those that promise. */
const turns: Rule = (entry, seen) => {
  if (entry.type !== 'pulled' || entry.list || entry.attempt.depth < 0) return undefined;
  const { depth, since, script } = entry.attempt;
  if (seen.scenario.stages[depth]?.lists === true || !isPlain(seen.scenario, depth)) return undefined;
  for (const { state, attempt: other, path } of seen.branches.values()) {
    if (state !== 'started' || other?.depth !== depth || !other.iterating || other.working > 0) continue;
    if (isPulledAtOnce(other.script) === isPulledAtOnce(script) && other.since > 0 && other.since < since) return `B2 ${path} has rested longer`;
  }
  return undefined;
};

/** O2 and B2: when all is quiet nothing rests that may go on. */
const quiet: Rule = (entry, seen) => {
  if (entry.type !== 'quiet' || seen.state !== 'running' || seen.paused) return undefined;
  for (const [depth, { waiting, idle }] of seen.levels.entries()) {
    if (!isPlain(seen.scenario, depth)) continue;
    for (const other of idle)
      if (hasSlept(other, seen.now() - seen.slack) && seen.free && seen.couldStart(depth)) return `O3 ${other.path} has slept and may start`;
    const [first] = waiting;
    if (first !== undefined && seen.free && seen.couldStart(depth)) return `O2 ${first.path} waits though it may start`;
  }
  for (const branch of seen.branches.values()) {
    const rests = wronglyRests(branch, seen);
    if (rests) return `B2 ${branch.path} rests though it may go on`;
  }
  if (seen.source?.iterating === true && seen.source.working === 0 && isPlain(seen.scenario, 0) && hasRoom(seen)) {
    return 'B3 the source rests though it may be pulled';
  }
  return undefined;
};

function wronglyRests({ state, depth, attempt, emitted }: Branch, seen: Observation): boolean {
  if (!isPlain(seen.scenario, depth) || state !== 'started' || attempt === undefined || attempt.working > 0) return false;
  const hasElements = attempt.lists > 0 || attempt.given > emitted - attempt.earlier - attempt.taken;
  if (hasElements) return seen.room(depth);
  const isPulled = attempt.iterating || attempt.script.kind === 'array';
  return !isPulled || (seen.free && seen.room(depth));
}

export const order: readonly Rule[] = [delivery, queue, deepest, turns, quiet];
