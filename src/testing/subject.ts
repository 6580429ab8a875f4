import { isForeign } from '../brand.js';
import { has, type Rule } from '../check.js';
import { Limit } from '../policies/limits/limit.js';
import { PerKey } from '../policies/limits/per-key.js';
import { quote, quoteAll } from '../quote.js';
import type { WatchedRuns } from './watched-runs.js';

/** A stage, by the name that outcomes and events call it. */
export interface NamedStage {
  readonly name: string;
}

/** Who has attempts at work, and others that wait: a stage, a limit, or the limits of all groups. */
export type Subject = NamedStage | Limit | PerKey;

/** One of them, or several together. */
export type Subjects = Subject | readonly Subject[];

/** A stage, or what names one. */
export const STAGE: Rule = ['a stage', (value) => !isForeign(value) && (has(value, 'project') || isNaming(value))];

/** What has attempts at work. */
export const SUBJECTS: Rule = [
  'a stage, a limit or a list of them',
  (value) => (Array.isArray(value) ? value.length > 0 && value.every(isSubject) : isSubject(value)),
];

/** Subjects in words. */
export function titleOf(subjects: Subjects): string {
  return listOf(subjects)
    .map((subject) => (isCounting(subject) ? 'a limit' : `stage ${quote(subject.name)}`))
    .join(' and ');
}

/** The subjects, be it one or several. */
export function listOf(subjects: Subjects): readonly Subject[] {
  return [subjects].flat();
}

/** How many of its attempts are open. */
export function activeOf(subject: Subject, runs: WatchedRuns): number {
  return isCounting(subject) ? subject.active : runs.census(subject.name).open;
}

/** How many wait for it. */
export function waitingOf(subject: Subject, runs: WatchedRuns): number {
  return isCounting(subject) ? subject.waiting : runs.census(subject.name).waiting;
}

/** Says why nothing can be known of it, if none of the runs knows it. */
export function absenceOf(subject: Subject, runs: WatchedRuns): string | undefined {
  if (subject instanceof PerKey) return subject.size > 0 ? undefined : 'no run has used it';
  if (subject instanceof Limit) return runs.usesLimit(subject) ? undefined : 'no run has used it';
  const { names } = runs;
  if (names.length === 0) return `nothing has run, so there is no stage ${quote(subject.name)}`;
  return names.includes(subject.name) ? undefined : `no run has a stage ${quote(subject.name)}, only ${quoteAll(names)}`;
}

function isSubject(value: unknown): boolean {
  return value instanceof Limit || value instanceof PerKey || STAGE[1](value);
}

/** Whether it is something that counts for itself. */
function isCounting(subject: Subject): subject is Limit | PerKey {
  return subject instanceof Limit || subject instanceof PerKey;
}

/** Whether it is an object with a name; functions have one always. */
function isNaming(value: unknown): boolean {
  return typeof value === 'object' && typeof (value as Partial<NamedStage> | null)?.name === 'string';
}
