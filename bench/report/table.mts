import type { Results } from '../measure/results.mjs';
import type { Case, Column, Work } from '../works/work.mjs';

/** Rows of cells, the first one of headings. */
export type Table = readonly (readonly string[])[];

/**
 * What the cases of a work took. A case that did not end shows that and its peak memory. A column
 * without any figure is left out.
 *
 * @param names - the rows, if not all cases, in this order
 * @param columns - the columns, if not those of the terminal
 */
export function tableOf(
  { cases, columns: usual, limit }: Work,
  results: Results,
  { names = cases.map(({ name }) => name), columns = usual }: { readonly names?: readonly string[]; readonly columns?: readonly Column[] } = {},
): Table {
  const shown = names.flatMap((name) => cases.find((one) => one.name === name && results.has(name)) ?? []);
  const filled = columns
    .map((column) => [column.heading, ...shown.map((one) => cell(column, one))])
    .filter(([, ...cells]) => cells.some((text) => text !== ''));
  return [['', ...shown.map(({ name }) => name)], ...filled].reduce<string[][]>(
    (rows, column) => column.map((text, index) => [...(rows[index] ?? []), text]),
    [],
  );

  function cell(column: Column, { name, limit: patience = limit }: Case): string {
    const text = column.cell(results, name);
    if (results.ended(name) || text !== '') return text;
    return column === columns[0] ? `not done in ${String(patience)} s` : '';
  }
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
