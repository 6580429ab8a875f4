import { OUTCOMES, SIGNS } from './bars.js';
import { byId, make } from './dom.js';
import { count, duration } from './format.js';
import type { Model } from './model.js';
import { stageClass } from './theme.js';
import { nameElement, type ViewOptions } from './tree-view.js';
import { VirtualRows, type RowElement } from './virtual-rows.js';
import type { SortColumn, VisibleRows } from './visible-rows.js';

interface Column {
  readonly by: SortColumn;
  readonly title: string;
  readonly isNumber?: true;
  readonly text: (model: Model, row: number) => string;
}

const ms =
  (column: 'start' | 'duration' | 'waited' | 'longestAttempt') =>
  (model: Model, row: number): string =>
    duration(model[column][row] as number);

const COLUMNS: readonly Column[] = [
  { by: 'branch', title: 'Branch', text: (model, row) => model.name(row) },
  { by: 'longestAttempt', title: 'Longest attempt', isNumber: true, text: ms('longestAttempt') },
  { by: 'duration', title: 'Duration', isNumber: true, text: ms('duration') },
  { by: 'waited', title: 'Waiting', isNumber: true, text: ms('waited') },
  { by: 'attempts', title: 'Attempts', isNumber: true, text: (model, row) => count(model.attempts[row] as number) },
  { by: 'start', title: 'Start', isNumber: true, text: ms('start') },
  { by: 'stage', title: 'Stage', text: (model, row) => model.stageName(row) },
  { by: 'outcome', title: 'Outcome', text: (model, row) => `${SIGNS[model.statusName(row)] ?? ''} ${OUTCOMES[model.statusName(row)] ?? ''}` },
];

/** The branches that match as a table, sorted by one of its columns. */
export class TableView {
  readonly rows: VirtualRows;
  private order: Int32Array = new Int32Array();
  private readonly heads: readonly HTMLElement[];

  constructor(
    private readonly model: Model,
    private readonly visible: VisibleRows,
    options: ViewOptions,
  ) {
    const scroller = byId('table');
    scroller.setAttribute('aria-colcount', String(COLUMNS.length));
    this.rows = new VirtualRows(scroller, { ...options, create: () => this.createRow(), scrolled: () => undefined });
    this.heads = COLUMNS.map(({ by, title, isNumber }) =>
      make(
        'div',
        { role: 'columnheader', className: isNumber ? 'number' : 'cell' },
        make(
          'button',
          {
            type: 'button',
            click: () => {
              this.sort(by);
            },
          },
          title,
        ),
      ),
    );
    this.rows.head.append(...this.heads);
  }

  rowAt(place: number): number {
    return this.order[place] ?? -1;
  }

  get activeRow(): number {
    return this.rowAt(this.rows.active);
  }

  update(activeRow = this.activeRow): void {
    const { by, isDescending } = this.visible.sorting;
    COLUMNS.forEach((column, index) => {
      if (column.by === by) this.heads[index]?.setAttribute('aria-sort', isDescending ? 'descending' : 'ascending');
      else this.heads[index]?.removeAttribute('aria-sort');
    });
    this.order = this.visible.sorted();
    this.rows.update(this.order.length, Math.max(0, this.order.indexOf(activeRow)));
  }

  goTo(row: number, focus: boolean): boolean {
    const place = this.order.indexOf(row);
    if (place >= 0) this.rows.activate(place, { focus, centre: true });
    return place >= 0;
  }

  /** Sorts by a column; by the same one again, the other way round. Numbers begin with the largest. */
  private sort(by: SortColumn): void {
    const { sorting } = this.visible;
    const isNumber = COLUMNS.find((column) => column.by === by)?.isNumber === true;
    this.visible.sorting = { by, isDescending: sorting.by === by ? !sorting.isDescending : isNumber };
    this.update(-1);
    this.rows.activate(0);
  }

  private createRow(): RowElement {
    const swatch = make('span', { 'aria-hidden': 'true' });
    const text = nameElement('span', this.model);
    text.element.className = 'text';
    const cells = COLUMNS.map(({ isNumber }, index) =>
      make('div', { role: index === 0 ? 'rowheader' : 'gridcell', className: isNumber ? 'number' : 'cell' }),
    );
    cells[0]?.append(swatch, text.element);
    const element = make('div', { role: 'row', className: 'row' }, ...cells);
    return {
      element,
      show: (place) => {
        const row = this.rowAt(place);
        if (row < 0) return;
        element.setAttribute('aria-selected', String(place === this.rows.active));
        element.dataset.status = this.model.statusName(row);
        swatch.className = `swatch ${stageClass(this.model.stage[row] as number)}`;
        text.show(row);
        COLUMNS.forEach((column, index) => {
          const cell = cells[index];
          if (index > 0 && cell !== undefined) cell.textContent = column.text(this.model, row);
        });
      },
    };
  }
}
