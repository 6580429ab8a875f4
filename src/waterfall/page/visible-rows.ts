import { REJECTED, type Model } from './model.js';

/** Which branches are shown. */
export interface Filter {
  readonly text: string;
  /** Empty for all. */
  readonly stages: ReadonlySet<number>;
  readonly failedOnly: boolean;
  readonly longerThan: number;
}

export const NO_FILTER: Filter = { text: '', stages: new Set(), failedOnly: false, longerThan: 0 };

export type SortColumn = 'branch' | 'stage' | 'start' | 'duration' | 'waited' | 'longestAttempt' | 'attempts' | 'outcome';

export interface Sorting {
  readonly by: SortColumn;
  readonly isDescending: boolean;
}

/** What is shown of a model, in the tree and in the table. */
export class VisibleRows {
  /** The rows of the tree, from the top. */
  tree: Int32Array;
  /** Whether a row matches the filter; the others of the tree are above one that does. */
  matches: Uint8Array;
  matching: number;
  sorting: Sorting = { by: 'longestAttempt', isDescending: true };
  private filter = NO_FILTER;
  private isFiltered = false;
  private readonly collapsed = new Set<number>();
  /** While there is a filter, what matches is shown whatever was collapsed before. */
  private readonly collapsedInFilter = new Set<number>();
  private texts: string[] | undefined;

  constructor(private readonly model: Model) {
    this.matches = new Uint8Array(model.count).fill(1);
    this.matching = model.count;
    this.tree = model.order;
  }

  isExpanded(row: number): boolean {
    return !this.collapsedNow.has(row);
  }

  toggle(row: number, isExpanded: boolean): void {
    if (isExpanded) this.collapsedNow.delete(row);
    else this.collapsedNow.add(row);
    this.layOut();
  }

  toggleAll(isExpanded: boolean): void {
    this.collapsedNow.clear();
    if (!isExpanded) this.model.children.forEach((children, row) => children > 0 && this.collapsedNow.add(row));
    this.layOut();
  }

  /** Expands what is above a row. @returns its place in the tree, or -1 if it does not match */
  reveal(row: number): number {
    for (let above = this.model.parent[row] as number; above >= 0; above = this.model.parent[above] as number) this.collapsedNow.delete(above);
    this.layOut();
    return this.tree.indexOf(row);
  }

  use(filter: Filter): void {
    const { model } = this;
    this.filter = filter;
    const text = filter.text.trim().toLowerCase();
    this.isFiltered = text !== '' || filter.stages.size > 0 || filter.failedOnly || filter.longerThan > 0;
    this.collapsedInFilter.clear();
    if (text !== '') this.texts ??= Array.from({ length: model.count }, (_, row) => model.searchText(row));
    this.matching = 0;
    for (let row = 0; row < model.count; row++) {
      const isMatch =
        (filter.stages.size === 0 || filter.stages.has(model.stage[row] as number)) &&
        (!filter.failedOnly || model.status[row] === REJECTED) &&
        !((model.duration[row] as number) <= filter.longerThan && filter.longerThan > 0) &&
        (text === '' || this.texts?.[row]?.includes(text) === true);
      this.matches[row] = isMatch ? 1 : 0;
      if (isMatch) this.matching++;
    }
    this.layOut();
  }

  get current(): Filter {
    return this.filter;
  }

  /** The rows of the table, sorted. */
  sorted(): Int32Array {
    const { model, matches, sorting } = this;
    const rows = model.order.filter((row) => matches[row] === 1).sort((a, b) => a - b);
    const key = keyOf(model, sorting.by);
    if (key === undefined) return sorting.isDescending ? rows.reverse() : rows;
    const sign = sorting.isDescending ? -1 : 1;
    return rows.sort((a, b) => sign * ((key[a] as number) - (key[b] as number)) || a - b);
  }

  private get collapsedNow(): Set<number> {
    return this.isFiltered ? this.collapsedInFilter : this.collapsed;
  }

  private layOut(): void {
    const { model, matches, collapsedNow, isFiltered } = this;
    if (!isFiltered && collapsedNow.size === 0) {
      this.tree = model.order;
      return;
    }
    const kept = isFiltered ? withAbove(model, matches) : matches;
    const rows = new Int32Array(model.count);
    let length = 0;
    for (let place = 0; place < model.count;) {
      const row = model.order[place] as number;
      if (kept[row] === 1) rows[length++] = row;
      place += kept[row] !== 1 || collapsedNow.has(row) ? (model.size[row] as number) : 1;
    }
    this.tree = rows.subarray(0, length);
  }
}

function withAbove(model: Model, matches: Uint8Array): Uint8Array {
  const kept = matches.slice();
  // Children come after their parents.
  for (let row = model.count - 1; row >= 0; row--) {
    const above = model.parent[row] as number;
    if (kept[row] === 1 && above >= 0) kept[above] = 1;
  }
  return kept;
}

function keyOf(model: Model, column: SortColumn): ArrayLike<number> | undefined {
  switch (column) {
    case 'branch':
      return undefined;
    case 'outcome':
      return model.status;
    default:
      return model[column];
  }
}
