import { isForeign } from '../brand.js';
import { has, type Rule } from '../check.js';
import { Limit } from '../policies/limits/limit.js';
import { PerKey } from '../policies/limits/per-key.js';
import { quote, quoteAll } from '../quote.js';
import type { WatchedRuns } from './watched-runs.js';

/** A stage, identified by its name in outcomes and events. */
export interface NamedStage {
  readonly name: string;
}

/**
 * Something that has active attempts and waiting ones: a stage, a limit, or a `perKey` for the
 * limits of all groups.
 */
export type CountTarget = NamedStage | Limit | PerKey;

/** One target, or several whose counts are added. */
export type CountTargets = CountTarget | readonly CountTarget[];

/** The rule for a stage, or for an object with its name. */
export const STAGE: Rule = ['a stage', (value) => !isForeign(value) && (has(value, 'project') || isNaming(value))];

/** One target or several. */
export const COUNT_TARGETS: Rule = [
  'a stage, a limit or a list of them',
  (value) => (Array.isArray(value) ? value.length > 0 && value.every(isTarget) : isTarget(value)),
];

/** The targets in words, for messages. */
export function titleOf(targets: CountTargets): string {
  return listOf(targets)
    .map((target) => (isCounting(target) ? 'a limit' : `stage ${quote(target.name)}`))
    .join(' and ');
}

/** The targets as a list. */
export function listOf(targets: CountTargets): readonly CountTarget[] {
  return [targets].flat();
}

/** How many attempts of a target are active now. */
export function activeOf(target: CountTarget, runs: WatchedRuns): number {
  return isCounting(target) ? target.active : runs.census(target.name).open;
}

/** How many attempts or branches wait for a target now. */
export function waitingOf(target: CountTarget, runs: WatchedRuns): number {
  return isCounting(target) ? target.waiting : runs.census(target.name).waiting;
}

/** Explains why a target has no counts, if no run has used it. */
export function absenceOf(target: CountTarget, runs: WatchedRuns): string | undefined {
  if (isCounting(target)) {
    const isUsed = target instanceof PerKey ? target.size > 0 : runs.usesLimit(target);
    return isUsed ? undefined : 'no run has used it';
  }
  const { names } = runs;
  if (names.length === 0) return `nothing has run, so there is no stage ${quote(target.name)}`;
  return names.includes(target.name) ? undefined : `no run has a stage ${quote(target.name)}, only ${quoteAll(names)}`;
}

function isTarget(value: unknown): boolean {
  return isCounting(value) || STAGE[1](value);
}

/** Whether a target has counts of its own: limits do. */
function isCounting(target: unknown): target is Limit | PerKey {
  return target instanceof Limit || target instanceof PerKey;
}

/** Whether it is an object with a name. Functions do not count: they always have one. */
function isNaming(value: unknown): boolean {
  return typeof value === 'object' && typeof (value as Partial<NamedStage> | null)?.name === 'string';
}
