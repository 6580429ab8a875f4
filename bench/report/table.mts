import type { Results } from '../measure/results.mjs';
import type { Case, Column, Target, Work } from '../works/work.mjs';
import { amount, times } from './numbers.mjs';

/** Rows of cells, the first one of headings. */
export type Table = readonly (readonly string[])[];

/** What everybody took. Who did not end has only its peak to show. */
export function tableOf({ cases, columns, limit }: Work, results: Results): Table {
  const rows = cases.filter(({ name }) => results.has(name)).map((one) => [one.name, ...columns.map((column) => cell(column, one))]);
  return [['', ...columns.map(({ heading }) => heading)], ...rows];

  function cell(column: Column, { name, limit: patience = limit }: Case): string {
    return column === columns[0] && !results.ended(name) ? `no end in ${String(patience)} s` : column.cell(results, name);
  }
}

/** What was aimed at, and whether it was met. */
export function targetsOf({ targets }: Work, results: Results): Table {
  return [['target', 'measured', 'aimed at', ''], ...targets.map((target) => rowOf(target, results))];
}

function rowOf({ claim, value, unit, atMost = Infinity, atLeast = -Infinity }: Target, results: Results): string[] {
  const measured = value(results);
  const shown = (number: number): string => (unit === undefined ? times(number) : `${amount(number)} ${unit}`);
  const bound = atMost === Infinity ? `at least ${shown(atLeast)}` : `at most ${shown(atMost)}`;
  if (Number.isNaN(measured)) return [claim, 'no end', bound, ''];
  return [claim, shown(measured), bound, measured <= atMost && measured >= atLeast ? 'met' : '**not met**'];
}

/** A table for a terminal. */
export function plain(table: Table): string {
  const widths = widthsOf(table);
  return table
    .map((row) =>
      row
        .map((cell, index) => aligned(cell, widths[index] ?? 0, index))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A table for Markdown. */
export function markdown(table: Table): string {
  const [head = [], ...body] = table;
  const widths = widthsOf(table);
  const line = (row: readonly string[]): string => `| ${row.map((cell, index) => aligned(cell, widths[index] ?? 0, index)).join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '-'.repeat(widths[index] ?? 0) : `${'-'.repeat((widths[index] ?? 1) - 1)}:`));
  return [line(head), line(rule), ...body.map(line)].join('\n');
}

function widthsOf(table: Table): number[] {
  return (table[0] ?? []).map((_, index) => Math.max(3, ...table.map((row) => row[index]?.length ?? 0)));
}

/** Names to the left, numbers to the right. */
function aligned(cell: string, width: number, index: number): string {
  return index === 0 ? cell.padEnd(width) : cell.padStart(width);
}
