import { OverflowError, StageTimeoutError, type Outcome, type TimeoutKind } from 'rxjs-stages';
import { labelOfOutcome, nameOf } from './entry.js';
import { differs, expectedOutcomes, type Cut } from './model.js';
import type { Observation } from './observation.js';
import { policiesOf } from './scenario.js';
import { pushes, valuesOf } from './script.js';
import type { Branch } from './tally.js';

/** @returns what is wrong with a run that is over, and if anything is, what was seen of it */
export function verdict(seen: Observation): readonly string[] {
  const wrong = [
    ...seen.violations,
    ...seen.lives.wrong.map((life) => `F6 odd events of ${life}`),
    ...outcomes(seen),
    ...sequence(seen),
    ...ending(seen),
  ];
  return wrong.length === 0 ? [] : [...wrong, `Seen:\n${seen.toString()}`];
}

/** F1, F2: each outcome is one that the model expects, and comes once; and unless the consumer has left, none is missing. */
function* outcomes(seen: Observation): Generator<string> {
  const dropped = new Set<number>();
  const expected = expectedOutcomes(seen.scenario, valuesOf(seen.scenario.source).slice(0, seen.roots), cutsOf(seen));
  for (const outcome of seen.outcomes) {
    const label = labelOfOutcome(outcome);
    if (isDropped(outcome)) dropped.add(outcome.path[0] as number);
    else {
      const difference = differs(outcome, expected.get(label), seen.scenario);
      if (difference !== undefined) yield difference;
      expected.delete(label);
    }
  }
  if (dropped.size > 0 && !pushes(seen.scenario.source)) yield 'S2 roots are dropped though the source can be pulled';
  if (seen.state !== 'finished') return;
  for (const [label, { path }] of expected) {
    if (!dropped.has(path[0] as number)) yield `F1 ${label} is missing`;
  }
}

/** The branches whose time was up, or whose wait was. */
function cutsOf(seen: Observation): Map<string, Cut> {
  const { outcomes, branches } = seen;
  const cuts = new Map<string, Cut>();
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') continue;
    const branch = branches.get(nameOf(outcome.path));
    const kind = branch && cutBy(outcome.reason, branch, seen);
    if (branch !== undefined && kind !== undefined) cuts.set(branch.path, { kind, emitted: branch.emitted });
  }
  return cuts;
}

/** Which time of a branch was up. If that was when its last attempt had ended, and lists of it were left, it has failed by itself, and was not tried again. */
function cutBy(reason: unknown, { depth, createdAt, endedAt }: Branch, { scenario, slack }: Observation): TimeoutKind | undefined {
  const policies = policiesOf(scenario, depth);
  if (reason instanceof StageTimeoutError && reason.kind !== 'attempt') return policies[reason.kind] === undefined ? undefined : reason.kind;
  const { total } = policies;
  return scenario.stages[depth]?.lists === true && total !== undefined && endedAt >= createdAt + total - slack ? 'total' : undefined;
}

/** O1: the consumer gets everything in the order in which it came about, whether all of it or root by root. */
function* sequence({ delivery, outcomes: delivered, produced, trees, source, scenario, released }: Observation): Generator<string> {
  if (delivery !== 'gathered') {
    const inOrder = scenario.order === 'completion' ? produced : released;
    for (const [index, outcome] of delivered.entries()) {
      if (labelOfOutcome(outcome) !== inOrder[index]) yield `O1 O4 ${labelOfOutcome(outcome)} came before ${String(inOrder[index])}`;
    }
    return;
  }
  const roots = source === undefined ? [] : valuesOf(source.script);
  for (const { input, path, fulfilled, rejected } of trees) {
    const ofRoot = produced.filter((label) => Number.parseInt(label) === path[0]);
    if (path.length !== 1 || !Object.is(input, roots[path[0] as number])) yield `F6 the tree ${nameOf(path)} has another input`;
    const labels = [...fulfilled, ...rejected].map(labelOfOutcome);
    const inOrder = [...ofRoot.filter((label) => label.includes('#')), ...ofRoot.filter((label) => label.includes('!'))];
    if (labels.join() !== inOrder.join()) yield `F6 the tree ${nameOf(path)} has gathered ${labels.join()} and not ${inOrder.join()}`;
  }
}

/** A root that had no room is rejected without an attempt. */
function isDropped(outcome: Outcome): boolean {
  return outcome.status === 'rejected' && outcome.reason instanceof OverflowError && outcome.attempts === 0 && outcome.path.length === 1;
}

/** F4, S2: how the run has ended. */
function* ending(seen: Observation): Generator<string> {
  const { scenario, state, failure, roots, delivery, trees } = seen;
  const offered = valuesOf(scenario.source).length;
  if (state === 'left') return;
  if (delivery === 'gathered' && trees.length !== roots) yield `F6 ${String(roots)} roots were gathered as ${String(trees.length)} trees`;
  if (state !== 'finished') yield 'F6 the run never ends';
  else if (failure?.reason instanceof OverflowError) {
    const may = scenario.maxWaiting !== undefined && (scenario.overflow ?? 'error') === 'error' && pushes(scenario.source);
    if (!may || roots >= offered) yield 'S2 the run overflows without a reason';
  } else {
    if (roots !== offered) yield `F6 the source has given ${String(offered)} roots and ${String(roots)} were taken`;
    if (scenario.source.failing === 'never') {
      if (failure !== undefined) yield 'F4 the run fails though its source has not';
    } else if (failure === undefined || !Object.is(failure.reason, scenario.source.reason)) yield "F4 the source's failure is lost";
  }
}
