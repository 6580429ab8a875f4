import { StageTimeoutError, type Outcome, type TimeoutKind } from 'rxjs-stages';
import { labelOfOutcome, nameOf } from './entry.js';
import { failsByType, lifeOf, type Page } from './life.js';
import { MISTAKE } from './policies.js';
import { delivers, policiesOf, type Scenario } from './scenario.js';
import { valuesOf, type Script } from './script.js';

/** One outcome that a tree must give. */
export interface Expected {
  readonly status: Outcome['status'];
  readonly depth: number;
  readonly path: readonly number[];
  readonly inputs: readonly unknown[];
  /** The emission, where it is a value. */
  readonly index: number | undefined;
  readonly value: unknown;
  /** How many attempts it took, unless others made them. */
  readonly attempts: number;
  /** How a branch that is rejected has failed: its last page, or the time of its branch. */
  readonly failed: Page | TimeoutKind | undefined;
}

/** How a branch has ended before its time: by which timeout, and having emitted so much. */
export interface Cut {
  readonly kind: TimeoutKind;
  readonly emitted: number;
}

/**
 * All outcomes of a scenario, by their labels: a walk of its tree that knows nothing of time or bounds.
 *
 * @param cuts - the branches that ran out of time, by their paths: when they do no tree can tell
 */
export function expectedOutcomes(
  scenario: Scenario,
  roots: readonly unknown[] = valuesOf(scenario.source),
  cuts: ReadonlyMap<string, Cut> = new Map(),
): Map<string, Expected> {
  const expected = new Map<string, Expected>();
  const grow = (script: Script, path: readonly number[], before: readonly unknown[]): void => {
    const depth = path.length - 1;
    const cut = cuts.get(nameOf(path));
    let index = 0;
    for (const page of lifeOf(script, policiesOf(scenario, depth), scenario.stages[depth]?.lists === true)) {
      const inputs = [...before, page.input];
      const common = { depth, path, inputs, attempts: page.attempts };
      for (const value of page.values) {
        if (index === cut?.emitted) break;
        const label = `${nameOf(path)}#${String(index)}`;
        if (delivers(scenario, depth)) expected.set(label, { ...common, status: 'fulfilled', index, value, failed: undefined });
        if (depth < scenario.stages.length - 1) grow(value as Script, [...path, index], inputs);
        index++;
      }
      const failed = cut?.kind ?? (page.fails === 'never' ? undefined : page);
      if (failed !== undefined) expected.set(`${nameOf(path)}!`, { ...common, status: 'rejected', index: undefined, value: undefined, failed });
      if (index === cut?.emitted && page.values.length === 0) break;
    }
  };
  for (const [index, root] of roots.entries()) grow(root as Script, [index], []);
  return expected;
}

/** @returns what is wrong with an outcome, if anything is */
export function differs(outcome: Outcome, expected: Expected | undefined, scenario: Scenario): string | undefined {
  const label = labelOfOutcome(outcome);
  if (expected === undefined) return `F1 ${label} was not to come`;
  const { depth, path, inputs, attempts, failed } = expected;
  const { sharing, pages } = policiesOf(scenario, depth);
  if (outcome.stage !== `stage ${String(depth)}`) return `F1 ${label} names another stage`;
  if (!same(outcome.path, path)) return `F1 ${label} has another path`;
  const isCut = typeof failed === 'string';
  // Which page a branch had got to when its time was up, no tree can tell.
  if (!(isCut && pages) && !same(outcome.inputs, inputs)) return `F1 ${label} has other inputs`;
  const right = outcome.attempts === attempts || (sharing !== undefined && outcome.attempts === 0);
  if (!isCut && !right) return `F1 ${label} counts its attempts wrong`;
  if (outcome.status === 'fulfilled') return Object.is(outcome.value, expected.value) ? undefined : `F2 ${label} has another value`;
  return isCut || failsWith(failed as Page, outcome.reason) ? undefined : `F2 ${label} has another reason`;
}

function failsWith({ script, fails }: Page, reason: unknown): boolean {
  const timely = reason instanceof StageTimeoutError && reason.kind === 'attempt';
  if (fails === 'by mistake') return reason === MISTAKE;
  if (fails === 'by time') return timely;
  return (timely && fails === 'either') || (failsByType(script) ? reason instanceof TypeError : Object.is(reason, script.reason));
}

function same(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((element, index) => Object.is(element, other[index]));
}
