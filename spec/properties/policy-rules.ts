import { StageTimeoutError } from 'rxjs-stages';
import { labelOfOutcome, type Entry } from './entry.js';
import type { Observation, Rule } from './observation.js';
import { isHidden, isLimited, isTold, policiesOf } from './scenario.js';
import { isLive, type Branch } from './tally.js';
import type { World } from './world.js';

/** F3: what is tried again had emitted nothing, and has not been tried too often. */
const retries: Rule = (entry, seen) => {
  if (entry.type !== 'retrying') return undefined;
  const branch = seen.branch(entry.path);
  if (branch?.state !== 'started') return 'F3 what is tried again was not at work';
  const { retry } = policiesOf(seen.scenario, branch.depth);
  if (branch.attempts > (retry?.count ?? 0)) return 'F3 there are too many retries';
  return branch.emitted > (branch.attempt?.earlier ?? 0) ? 'F3 what is tried again had emitted' : undefined;
};

/** B2: nobody is tried again before its delay is over. */
const delays: Rule = (entry, seen) => {
  if (entry.type !== 'started') return undefined;
  const branch = seen.branch(entry.path);
  return branch?.state === 'sleeping' && entry.time + seen.slack < branch.sleptAt + (branch.delay ?? 0)
    ? 'B2 a retry comes before its time'
    : undefined;
};

/** B1: a pause that a failure asks for begins before anybody is told of anything, and is told of right after its attempt has settled. */
const pauses: Rule = (entry, seen) => {
  if (seen.pausing === undefined || !('path' in entry) || entry.type === 'settled' || seen.state !== 'running') return undefined;
  return entry.type === 'paused' && entry.ms === seen.pausing ? undefined : `B1 a pause of ${String(seen.pausing)} is due`;
};

/** A timeout comes neither early nor late. */
const timeouts: Rule = (entry, seen) => {
  if (entry.type === 'rejected' && entry.reason instanceof StageTimeoutError) {
    const { kind, ms } = entry.reason;
    const branch = seen.branch(entry.path);
    const { total, queue, pages, sharing } = policiesOf(seen.scenario, entry.path.length - 1);
    if (branch === undefined || kind === 'attempt' || pages) return undefined;
    if (ms !== (kind === 'total' ? total : queue)) return 'C3 a timeout that nobody has set';
    // Those who had followed may take over when their time to wait is long over.
    if (kind === 'queue' && (branch.state !== 'waiting' || branch.attempts > 0)) return 'C3 a branch that has started has waited too long';
    const at = branch.createdAt + ms;
    const late = entry.time > at + seen.slack && seen.scenario.stages[branch.depth]?.lists !== true && sharing === undefined;
    return entry.time < at - seen.slack || late ? `C3 the ${kind} timeout was to come at ${String(at)}` : undefined;
  }
  return entry.type === 'quiet' && seen.state === 'running' ? overdue(seen) : undefined;
};

function overdue(seen: Observation): string | undefined {
  for (const branch of seen.branches.values()) {
    const { total = Infinity, queue = Infinity, sharing, pages } = policiesOf(seen.scenario, branch.depth);
    if (sharing !== undefined || pages) continue;
    const age = seen.now() - branch.createdAt - seen.slack;
    const works = branch.state === 'sleeping' || (branch.state === 'started' && (branch.attempt?.working ?? 0) > 0);
    if (branch.state === 'waiting' && age > Math.min(queue, total)) return `C3 ${branch.path} has waited too long`;
    if (works && age > total) return `C3 ${branch.path} has taken too long`;
  }
  return undefined;
}

/** Equal inputs share what is in flight; and what a cache has, nobody asks for again. */
const sharing: Rule = (entry, seen) => {
  if (entry.type !== 'projected') return undefined;
  const { depth, input, path } = entry.attempt;
  const { sharing: by } = policiesOf(seen.scenario, depth);
  if (by === undefined || isHidden(seen.scenario, depth)) return undefined;
  for (const other of seen.branches.values()) {
    if (other.depth !== depth || other.path === path || other.attempt?.input !== input) continue;
    if (other.state === 'started' || other.state === 'sleeping') return `${other.path} works for the same`;
    if (by !== 'run' && other.state === 'completed') return `${other.path} has been answered`;
  }
  return undefined;
};

/** O4: outcomes come by their paths, and at once when nothing that is lower is left; when as many are held back as may be, only the lowest branch starts or goes on. */
const sourceOrder: Rule = (entry, seen) => {
  if (seen.scenario.order === 'completion' || seen.delivery === 'gathered') return undefined;
  if (entry.type === 'delivered') {
    const label = labelOfOutcome(entry.outcome);
    const due = seen.released[seen.outcomes.length];
    return due === label ? undefined : `O4 due is ${String(due)}`;
  }
  if (entry.type === 'quiet' && seen.state === 'running' && seen.delivery === 'each') {
    return seen.released.length > seen.outcomes.length ? `O4 ${String(seen.released[seen.outcomes.length])} is held back` : undefined;
  }
  const branch = goingOn(entry, seen);
  const { highWaterMark } = seen.scenario;
  // No more is held back than has not been delivered, which is told at once.
  if (branch === undefined || seen.produced.length - seen.outcomes.length < highWaterMark) return undefined;
  if (seen.produced.length - seen.released.length < highWaterMark) return undefined;
  const { lowest } = seen;
  const worksFor = lowest?.depth === branch.depth && policiesOf(seen.scenario, branch.depth).sharing !== undefined;
  return branch === lowest || worksFor || seen.isUrgent(branch.depth) ? undefined : 'O4 goes on though too much is held back';
};

/** The branch, if any, that starts or is pulled. */
function goingOn(entry: Entry, seen: Observation): Branch | undefined {
  if (entry.type === 'started') return seen.branch(entry.path);
  if (entry.type !== 'pulled') return undefined;
  // What holds back all of an attempt takes it in to its end.
  if (policiesOf(seen.scenario, entry.attempt.depth).atomic) return undefined;
  return seen.branches.get(entry.attempt.path);
}

/** B1: what starts at a limit. */
function limits(world: World): Rule {
  return (entry, seen) => {
    if (entry.type === 'paused') {
      const attempt = seen.branch(entry.path)?.attempt;
      if (attempt !== undefined) for (const gauge of world.limitedAt(attempt.depth, attempt.input)) gauge.pause(entry.time + entry.ms);
    }
    if (entry.type !== 'projected') return undefined;
    for (const gauge of world.limitedAt(entry.attempt.depth, entry.attempt.input)) {
      const wrong = gauge.start(seen.now());
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
}

/** B2, O3: when all is quiet nobody waits whom slots, queues and limits would let start or go on. */
function turns(world: World): Rule {
  return (entry, seen) => {
    if (entry.type !== 'quiet' || seen.state !== 'running' || seen.paused || !seen.free) return undefined;
    for (const branch of seen.branches.values()) {
      const { depth, state, attempt } = branch;
      if (!isLive(branch) || !isLimited(seen.scenario, depth) || !isTold(seen.scenario, depth) || !seen.room(depth)) continue;
      const resting = state === 'started' && attempt?.iterating === true && attempt.working === 0 && attempt.lists === 0;
      if (!resting && !(isReady(branch, seen) && seen.couldStart(depth))) continue;
      const gauges = world.limitedAt(depth, attempt?.input ?? branch.script);
      if (gauges.every((gauge) => gauge.opens(seen.now(), resting))) return `B2 ${branch.path} waits though its limits have room`;
    }
    return undefined;
  };
}

/** Whether a branch waits for nothing but slots, queues and limits. */
function isReady({ state, sleptAt, delay }: Branch, seen: Observation): boolean {
  return state === 'waiting' || (state === 'sleeping' && delay !== undefined && (delay === 0 || seen.now() - seen.slack > sleptAt + delay));
}

/** B2: when all is quiet nobody is left that is nowhere. */
const served: Rule = (entry, seen) => {
  if (entry.type !== 'quiet' || seen.state !== 'running' || seen.paused || seen.scenario.order === 'source') return undefined;
  for (const branch of seen.branches.values()) {
    if (
      isLive(branch) &&
      branch.state === 'served' &&
      seen.room(branch.depth) &&
      !isHidden(seen.scenario, branch.depth) &&
      !isHidden(seen.scenario, branch.depth + 1)
    ) {
      return `O1 ${branch.path} has values to hand out`;
    }
  }
  return undefined;
};

export function policyRules(world: World): readonly Rule[] {
  return [retries, delays, pauses, timeouts, sharing, sourceOrder, served, limits(world), turns(world)];
}
