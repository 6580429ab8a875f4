import { withRoots, type Growing } from '../works/growing.mjs';
import type { Table } from './table.mjs';

/** A row for each subject, a column for each number of roots. */
export function pivot(growing: Growing, cell: (name: string) => string): Table {
  const columns = [...new Set(growing.flatMap(([, roots]) => roots))].sort((one, other) => one - other);
  const rows = growing.map(([peer, roots]) => [peer, ...columns.map((count) => (roots.includes(count) ? cell(withRoots(peer, count)) : ''))]);
  return [['', ...columns.map((count) => `${count.toLocaleString('en')} roots`)], ...rows];
}
