import type { Outcome } from 'rxjs-stages';
import { reasonOf, written } from './tree-answer.js';
import { followersIn, outcomesOf, type TreeModel } from './tree-model.js';
import type { TreeRun } from './tree-run.js';
import { nodesIn, type TreeScenario } from './tree-scenario.js';

/** @returns what is wrong with a run that is over, as far as no model is needed */
export function innerVerdict(run: TreeRun): readonly string[] {
  const { scenario, watch, state, limits, late, open } = run;
  const wrong = [...watch.violations, ...watch.lives.wrong.map((life) => `F6 odd events of ${life}`)];
  if (state === 'running') wrong.push('F6 the run never ends');
  if (open !== 0) wrong.push(`C1 ${String(open)} are left open`);
  for (const { active, waiting } of limits)
    if (active + waiting > 0) wrong.push(`C1 a limit is held by ${String(active)}, and ${String(waiting)} wait`);
  if (late.length > 0) wrong.push(`C1 goes on: ${late.join(', ')}`);
  if (!scenario.watched) return wrong;
  for (const { stage, path, end } of watch.branches.values()) if (end === undefined) wrong.push(`F6 ${stage} ${path.join('.')} never ends`);
  return [...wrong, ...delivered(run)];
}

/** F6: what is emitted and rejected outside of joins is delivered, unless the consumer has left; nothing else is. */
function delivered({ scenario, watch, outcomes, state }: TreeRun): readonly string[] {
  if (scenario.results !== 'outcomes' || state === 'left') return [];
  const followers = followersIn(scenario.segments);
  const inner = new Set(nodesIn(scenario.segments).flatMap((each) => (each.inner ? [each.node.name] : [])));
  const delivers = new Map(nodesIn(scenario.segments).map(({ node }) => [node.name, node.kind === 'stage' && node.deliver]));
  const expected = [...watch.branches.values()].flatMap(({ stage, path, emitted, end }) => {
    if (inner.has(stage)) return [];
    const values = followers.get(stage)?.length === 0 || delivers.get(stage) === true ? emitted : [];
    return [
      ...values.map((value, index) => `${stage} ${path.join('.')}#${String(index)} ${written(value)}`),
      ...(end === 'rejected' ? [`${stage} ${path.join('.')}!`] : []),
    ];
  });
  const actual = outcomes.map((outcome) => {
    const { stage, path } = outcome;
    return outcome.status === 'fulfilled'
      ? `${stage} ${path.join('.')}#${String(outcome.index)} ${written(outcome.value)}`
      : `${stage} ${path.join('.')}!`;
  });
  return differences('F6', actual, expected);
}

/** @returns what is wrong with a run to its end whose outcomes do not depend on time */
export function modelVerdict(run: TreeRun, model: TreeModel): readonly string[] {
  const { scenario, state, failure } = run;
  const wrong = [...innerVerdict(run)];
  // An array cannot fail.
  const fails = scenario.sourceFails && scenario.source !== 'array';
  if (state !== (fails ? 'failed' : 'completed')) wrong.push(`F4 the run is ${state}`);
  if (fails && String(failure) !== 'Error: source') wrong.push(`F4 the run fails with ${String(failure)}`);
  const { size } = run.watch.branches;
  if (scenario.watched && size !== model.size) wrong.push(`F6 there are ${String(size)} branches, and not ${String(model.size)}`);
  if (scenario.results === 'outcomes') wrong.push(...outcomes(run, model));
  else if (scenario.results === 'assembled')
    wrong.push(
      ...compared(
        'assemble',
        scenario,
        run.assembled.map((tree) => said(tree, scenario)),
        model.trees.map((tree) => said(tree, scenario)),
      ),
    );
  else wrong.push(...gathered(run, model));
  return wrong;
}

function outcomes(run: TreeRun, model: TreeModel): readonly string[] {
  const { scenario } = run;
  const followers = followersIn(scenario.segments);
  const expected = [...outcomesOf(model.roots.flat(), followers)].map((outcome) => said(outcome, scenario));
  const actual = run.outcomes.map((outcome) => said(outcome, scenario));
  if (scenario.order === 'completion') return differences('F1', actual, expected);
  // When the rejection of a branch comes that feeds values back, time decides.
  const feeding = nodesIn(scenario.segments).flatMap(({ node }) => (node.kind === 'stage' && node.maxDepth !== undefined ? [node.name] : []));
  const isCertain = (outcome: string): boolean => !feeding.some((name) => outcome.includes(`"rejected`) && outcome.startsWith(`{"stage":"${name}"`));
  return [...differences('F1', actual, expected), ...inOrder('O4', actual.filter(isCertain), expected.filter(isCertain))];
}

function gathered(run: TreeRun, model: TreeModel): readonly string[] {
  const { scenario } = run;
  const followers = followersIn(scenario.segments);
  const expected = model.roots.flatMap((branches, index) =>
    branches.length === 0
      ? []
      : [
          `${String(index)}: ${[...outcomesOf(branches, followers)]
            .map((outcome) => said(outcome, scenario))
            .sort()
            .join()}`,
        ],
  );
  const actual = run.gathered.map(
    ({ path, fulfilled, rejected }) =>
      `${path.join()}: ${[...fulfilled, ...rejected]
        .map((outcome: Outcome) => said(outcome, scenario))
        .sort()
        .join()}`,
  );
  const values = run.gathered.flatMap(({ path, fulfilled, values: byStage }) => {
    const listed = Object.entries(byStage).flatMap(([name, list]) => (list as readonly unknown[]).map((value) => `${name} ${written(value)}`));
    return differences(
      `gather ${path.join()}`,
      listed,
      fulfilled.map(({ stage, value }: Extract<Outcome, { status: 'fulfilled' }>) => `${stage} ${written(value)}`),
    );
  });
  return [...compared('gather', scenario, actual, expected), ...values];
}

/** In source order root by root, else in any order. */
function compared(what: string, { order }: TreeScenario, actual: readonly string[], expected: readonly string[]): readonly string[] {
  return [...differences(what, actual, expected), ...(order === 'source' ? inOrder(what, actual, expected) : [])];
}

function inOrder(what: string, actual: readonly string[], expected: readonly string[]): readonly string[] {
  const wrong = actual.findIndex((each, index) => each !== expected[index]);
  return wrong === -1 ? [] : [`${what} ${String(actual[wrong])} comes instead of ${String(expected[wrong])}`];
}

function differences(what: string, actual: readonly string[], expected: readonly string[]): readonly string[] {
  const left = [...expected];
  const wrong: string[] = [];
  for (const each of actual) {
    const at = left.indexOf(each);
    if (at === -1) wrong.push(`${what} not expected: ${each}`);
    else left.splice(at, 1);
  }
  return [...wrong, ...left.map((each) => `${what} missing: ${each}`)];
}

/** A result in words. A key makes attempts a matter of time. */
function said(result: unknown, { segments }: TreeScenario): string {
  const keyed = new Set(nodesIn(segments).flatMap(({ node }) => (node.kind === 'stage' && node.key !== undefined ? [node.name] : [])));
  const inWords = (part: unknown): unknown => {
    if (part instanceof Error) return reasonOf(part);
    if (Array.isArray(part)) return part.map(inWords);
    if (typeof part !== 'object' || part === null) return part;
    const { stage, attempts, ...others } = part as Record<string, unknown>;
    const rest = Object.entries(others).map(([name, value]) => [name, inWords(value)]);
    return {
      ...(stage !== undefined && { stage }),
      ...Object.fromEntries(rest),
      ...(attempts !== undefined && !keyed.has(stage as string) && { attempts }),
    };
  };
  return JSON.stringify(inWords(result));
}
