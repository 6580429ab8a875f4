import type { Outcome } from 'rxjs-stages';
import { labelOfOutcome, nameOf } from './entry.js';
import { delivers, type Scenario } from './scenario.js';
import { failsWith, valuesOf, type Script } from './script.js';

/** One outcome that a tree must give. */
export interface Expected {
  readonly status: Outcome['status'];
  readonly depth: number;
  readonly path: readonly number[];
  readonly inputs: readonly unknown[];
  /** The emission, where it is a value. */
  readonly index: number | undefined;
  readonly value: unknown;
}

/** All outcomes of a scenario, by their labels: a walk of its tree that knows nothing of time or bounds. */
export function expectedOutcomes(scenario: Scenario, roots: readonly unknown[] = valuesOf(scenario.source)): Map<string, Expected> {
  const expected = new Map<string, Expected>();
  const grow = (script: Script, path: readonly number[], before: readonly unknown[]): void => {
    const depth = path.length - 1;
    const inputs = [...before, script];
    for (const [index, value] of valuesOf(script).entries()) {
      if (delivers(scenario, depth)) expected.set(`${nameOf(path)}#${String(index)}`, { status: 'fulfilled', depth, path, inputs, index, value });
      if (depth < scenario.stages.length - 1) grow(value as Script, [...path, index], inputs);
    }
    if (script.failing !== 'never') {
      expected.set(`${nameOf(path)}!`, { status: 'rejected', depth, path, inputs, index: undefined, value: undefined });
    }
  };
  for (const [index, root] of roots.entries()) grow(root as Script, [index], []);
  return expected;
}

/** @returns what is wrong with an outcome, if anything is */
export function differs(outcome: Outcome, expected: Expected | undefined): string | undefined {
  const label = labelOfOutcome(outcome);
  if (expected === undefined) return `F1 ${label} was not to come`;
  if (outcome.stage !== `stage ${String(expected.depth)}`) return `F1 ${label} names another stage`;
  if (outcome.attempts !== 1) return `F1 ${label} counts its attempts wrong`;
  if (!same(outcome.path, expected.path)) return `F1 ${label} has another path`;
  if (!same(outcome.inputs, expected.inputs)) return `F1 ${label} has other inputs`;
  if (outcome.status === 'fulfilled') return Object.is(outcome.value, expected.value) ? undefined : `F2 ${label} has another value`;
  return failsWith(expected.inputs.at(-1) as Script, outcome.reason) ? undefined : `F2 ${label} has another reason`;
}

function same(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((element, index) => Object.is(element, other[index]));
}
