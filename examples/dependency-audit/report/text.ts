import type { Result, Run } from '../result.js';
import { ROUNDS } from '../round.js';
import { table } from './table.js';

/** How many names are listed before the rest is only counted. */
const LISTED = 3;

/** The result as a person reads it. */
export function text(result: Result): string {
  const sections = [heading, rounds, licences, deprecated, duplicates, advisories, saved, failures, gain].map((section) => section(result));
  return sections
    .filter(({ length }) => length > 0)
    .map((lines) => `\n${lines.join('\n')}\n`)
    .join('');
}

function heading({ project, levels, packages, interrupted, runs }: Result): string[] {
  const found = `${project} depends on ${String(packages.length)} package versions, found on ${String(levels)} levels.`;
  if (!interrupted) return [found];
  return runs.stages.total === null ? [found, 'That is not all: the audit was interrupted.'] : [found, 'The comparison was interrupted.'];
}

function rounds({ rounds }: Result): string[] {
  const rows = ROUNDS.map((round) => [round, ...[rounds[round].done, rounds[round].failed, rounds[round].cancelled].map(String)]);
  return table([['Requests', 'done', 'failed', 'cancelled'], ...rows]);
}

function licences({ licences }: Result): string[] {
  return table([['Licence', 'packages'], ...Object.entries(licences).map(([licence, count]) => [licence, String(count)])]);
}

function deprecated({ deprecated }: Result): string[] {
  const lines = deprecated.map(({ name, version, deprecated, dependents }) => `  ${name}@${version}, for ${list(dependents)}: ${String(deprecated)}`);
  return ['Deprecated', ...orNone(lines)];
}

function duplicates({ duplicates }: Result): string[] {
  const lines = Object.values(duplicates)
    .flat()
    .map(({ name, version, dependents }) => `  ${name}@${version}, for ${list(dependents)}`);
  return ['More than one version', ...orNone(lines)];
}

function advisories({ advisories: known }: Result): string[] {
  if (known === undefined) return [];
  const { found, unknown, none, requests } = known;
  const packages = found.length + unknown.length + none;
  return [
    `Advisories, which the embedded registry makes up (${String(requests)} requests for ${String(packages)} package versions)`,
    ...found.flatMap((each) => each.advisories.map(({ severity, title }) => `  ${each.package}: ${severity}, ${title}`)),
    ...unknown.map((each) => `  ${each.package}: unknown, ${each.reason}`),
    `  none for ${found.length + unknown.length > 0 ? 'the other ' : ''}${String(none)} package versions`,
  ];
}

function saved({ saved, runs: { stages } }: Result): string[] {
  const { retried, paused } = stages;
  const lines = saved.map(({ chain, attempts }) => `  ${chain.join(' → ')}: ${String(attempts)} attempts`);
  return [`Saved by retries (${String(retried)} made; paused for ${String(paused)} ms, as the registry asked)`, ...orNone(lines)];
}

function failures({ failures, registry, seed }: Result): string[] {
  const made = registry === 'embedded' ? `, of faults that the embedded registry makes up (seed ${String(seed)})` : '';
  return [`Failed${made}`, ...orNone(failures.map(({ chain, reason }) => `  ${chain.join(' → ')}: ${reason}`))];
}

function gain({ runs: { stages, barrier } }: Result): string[] {
  if (barrier === null)
    return ['No comparison: only the embedded registry is asked everything twice, for two rounds or the whole tree, and without --resume.'];
  const row = (what: string, of: (run: Run) => number | null): string[] => {
    const [without, held] = [of(stages), of(barrier)];
    return [what, ms(without), ms(held), without === null || held === null ? '–' : `${(held / without).toFixed(1)} ×`];
  };
  return table([
    ['Time', 'no barrier', 'barrier', 'gain'],
    row('to the first result of the second round', ({ firstOfSecondRound }) => firstOfSecondRound),
    row('in all', ({ total }) => total),
    ['of it paused, as the registry asked', ms(stages.paused), ms(barrier.paused), ''],
  ]);
}

function ms(time: number | null): string {
  return time === null ? '–' : `${String(time)} ms`;
}

function list(names: readonly string[]): string {
  const listed = names.slice(0, LISTED).join(', ');
  return names.length > LISTED ? `${listed} and ${String(names.length - LISTED)} more` : listed;
}

function orNone(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ['  none'] : lines;
}
