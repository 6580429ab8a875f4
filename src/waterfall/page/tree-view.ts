import { drawRow, OUTCOMES, SIGNS } from './bars.js';
import { byId, child, make, perFrame, sized } from './dom.js';
import { duration, plural, tick } from './format.js';
import type { Model } from './model.js';
import { readColours, stageClass, type Colours } from './theme.js';
import { TimeView } from './time-view.js';
import { isTwist, ROW_HEIGHT, VirtualRows, type RowElement, type RowsOptions } from './virtual-rows.js';
import type { VisibleRows } from './visible-rows.js';

/** How far beyond what is in sight bars are drawn, in px: scrolling shows them at once. */
const BEYOND = 5 * ROW_HEIGHT;

const HEAD_HEIGHT = 27;

/** What a view tells the page. */
export type ViewOptions = Pick<RowsOptions, 'activated' | 'opened' | 'hovered'>;

/** The waterfall: the branches as a tree, and one canvas with the bars of the rows in sight. */
export class TreeView {
  readonly rows: VirtualRows;
  readonly time: TimeView;
  private readonly bars = byId('bars') as HTMLCanvasElement;
  private readonly axis = byId('axis') as HTMLCanvasElement;
  private colours: Colours = readColours();
  private drawnFrom = 0;
  private drawnTo = 0;
  private left = 0;
  private width = 0;
  private readonly later: () => void;

  constructor(
    private readonly model: Model,
    private readonly visible: VisibleRows,
    options: ViewOptions,
  ) {
    const scroller = byId('tree');
    this.later = perFrame(() => {
      this.draw();
    });
    this.rows = new VirtualRows(scroller, {
      ...options,
      create: () => this.createRow(),
      scrolled: () => {
        this.drawIfNeeded();
      },
      activated: (place) => {
        this.later();
        options.activated(place);
      },
    });
    this.time = new TimeView(scroller, model.data.total);
    this.time.onChange(this.later);
    this.rows.body.addEventListener('click', (event) => {
      if (isTwist(event)) this.toggle(this.rows.active);
    });
    scroller.addEventListener('keydown', (event) => {
      this.onKey(event);
    });
    new ResizeObserver(() => {
      this.resize();
    }).observe(scroller);
    this.resize();
  }

  rowAt(place: number): number {
    return this.visible.tree[place] ?? -1;
  }

  get activeRow(): number {
    return this.rowAt(this.rows.active);
  }

  /** Other rows are visible, or the colours have changed. */
  update(activeRow = this.activeRow): void {
    this.colours = readColours();
    this.rows.update(this.visible.tree.length, Math.max(0, this.visible.tree.indexOf(activeRow)));
    this.later();
  }

  /** Makes a row active, wherever it is. @returns whether it is there: a filter may hide it */
  goTo(row: number, focus: boolean): boolean {
    const place = this.visible.reveal(row);
    this.rows.update(this.visible.tree.length, place < 0 ? this.rows.active : place);
    if (place >= 0) this.rows.activate(place, { focus, centre: true });
    this.later();
    return place >= 0;
  }

  /** Pans, and zooms out if need be, for a time to be in sight. */
  showTime(start: number, end: number): void {
    const [from, to] = this.time.window;
    if (start >= from && end <= to) return;
    const width = Math.max(to - from, (end - start) * 1.5);
    this.time.show((start + end - width) / 2, (start + end + width) / 2);
  }

  toggle(place: number, isExpanded = !this.visible.isExpanded(this.rowAt(place))): void {
    const row = this.rowAt(place);
    if (row < 0 || this.model.children[row] === 0) return;
    const hadFocus = this.rows.scroller.contains(document.activeElement);
    this.visible.toggle(row, isExpanded);
    this.rows.update(this.visible.tree.length, place);
    if (hadFocus) this.rows.focus();
    this.later();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element) || event.target.closest('[data-place]') === null) return;
    const { active } = this.rows;
    const row = this.activeRow;
    const canExpand = (this.model.children[row] ?? 0) > 0;
    const isExpanded = canExpand && this.visible.isExpanded(row);
    if (event.key === 'ArrowRight') {
      if (isExpanded) this.rows.activate(active + 1, { focus: true });
      else this.toggle(active, true);
    } else if (event.key === 'ArrowLeft') {
      if (isExpanded) this.toggle(active, false);
      else if ((this.model.parent[row] as number) >= 0) this.goTo(this.model.parent[row] as number, true);
    } else return;
    event.preventDefault();
  }

  private resize(): void {
    const cell = child(this.rows.head, '.bars');
    if (cell.offsetWidth === 0) return;
    this.left = cell.offsetLeft;
    this.width = cell.offsetWidth;
    this.time.resize(this.left, this.left + this.width);
    this.later();
  }

  /** What is in sight may be drawn already: the canvas is larger, and scrolls with the rows. */
  private drawIfNeeded(): void {
    if (this.width === 0) return;
    const { top, height, total } = this.rows.sight;
    const end = Math.min(top + height, total);
    if (top < this.drawnFrom || end > this.drawnTo) this.draw();
    else if (top - this.drawnFrom < BEYOND / 4 || this.drawnTo - end < BEYOND / 4) this.later();
  }

  private draw(): void {
    const { sight, active } = this.rows;
    if (this.width === 0) return;
    const { model, visible, colours, left, width } = this;
    const rows = visible.tree;
    this.drawAxis();
    const from = Math.max(0, Math.floor((sight.top - BEYOND) / ROW_HEIGHT) * ROW_HEIGHT);
    const height = Math.max(0, Math.min(sight.height + 2 * BEYOND, sight.total - from));
    this.drawnFrom = from <= 0 ? -1 : from;
    this.drawnTo = from + height;
    const { bars } = this;
    bars.style.transform = `translate(${String(left)}px, ${String(from)}px)`;
    const context = sized(bars, width, height);
    const x = this.time.x.copy().range(this.time.x.range().map((position) => position - left));
    this.drawGround(context, x, height);
    const drawing = { model, colours, x, left: 0, right: width, withBarrier: true };
    const first = from / ROW_HEIGHT;
    const last = Math.min(rows.length, Math.ceil((from + height) / ROW_HEIGHT));
    for (let place = first; place < last; place++) {
      const row = rows[place] as number;
      const isCollapsed = (model.children[row] as number) > 0 && !visible.isExpanded(row);
      context.globalAlpha = visible.matches[row] === 1 ? 1 : 0.35;
      drawRow(context, drawing, row, (place - first + 0.5) * ROW_HEIGHT, { isCollapsed, isActive: place === active });
    }
  }

  /** Draws what is behind the bars: the lines of the axis, the pauses, and the end of the run. */
  private drawGround(context: CanvasRenderingContext2D, x: TimeView['x'], height: number): void {
    const { colours, width, model } = this;
    context.fillStyle = colours.line;
    for (const time of x.ticks(Math.max(2, width / 110))) context.fillRect(Math.round(x(time)), 0, 1, height);
    for (const { start, end } of model.data.pauses) {
      const [from, to] = [Math.max(0, x(start)), Math.min(width, x(end))];
      if (to <= from) continue;
      context.fillStyle = colours.pause;
      context.fillRect(from, 0, Math.max(1, to - from), height);
      if (to - from < 8) continue;
      context.fillStyle = colours.line;
      context.fillRect(from, 0, 1, height);
      context.fillRect(to - 1, 0, 1, height);
    }
  }

  private drawAxis(): void {
    const { colours, width } = this;
    const height = HEAD_HEIGHT;
    const context = sized(this.axis, width, height);
    const x = this.time.x.copy().range(this.time.x.range().map((position) => position - this.left));
    const times = x.ticks(Math.max(2, width / 110));
    const step = (times[1] ?? 1) - (times[0] ?? 0);
    context.font = '11px system-ui, sans-serif';
    context.textBaseline = 'middle';
    for (const time of times) {
      const at = Math.round(x(time));
      context.fillStyle = colours.line;
      context.fillRect(at, height - 6, 1, 6);
      context.fillStyle = colours.muted;
      const text = tick(time, step, times.at(-1) ?? 0);
      const textWidth = context.measureText(text).width;
      if (at + 4 + textWidth < width) context.fillText(text, at + 4, height / 2);
    }
  }

  private createRow(): RowElement {
    const twist = make('span', { className: 'twist', 'aria-hidden': 'true' });
    const swatch = make('span', { 'aria-hidden': 'true' });
    const text = nameElement('span', this.model);
    text.element.className = 'text';
    const name = make('div', { role: 'rowheader', className: 'name' }, twist, swatch, text.element);
    const outcome = make('div', { role: 'gridcell', className: 'outcome' });
    const sign = make('span', { 'aria-hidden': 'true' });
    const spoken = make('span', { className: 'hidden' });
    outcome.append(sign, spoken);
    const ms = make('div', { role: 'gridcell', className: 'number' });
    const told = make('span', { className: 'hidden' });
    const bars = make('div', { role: 'gridcell', className: 'bars' }, told);
    const element = make('div', { role: 'row', className: 'row' }, name, outcome, ms, bars);
    const { model, visible } = this;
    return {
      element,
      show: (place) => {
        const row = this.rowAt(place);
        if (row < 0) return;
        const status = model.statusName(row);
        const hasChildren = (model.children[row] as number) > 0;
        const depth = model.depth[row] as number;
        element.setAttribute('aria-level', String(depth + 1));
        if (hasChildren) element.setAttribute('aria-expanded', String(visible.isExpanded(row)));
        else element.removeAttribute('aria-expanded');
        element.setAttribute('aria-selected', String(place === this.rows.active));
        element.classList.toggle('above', visible.matches[row] !== 1);
        element.classList.toggle('critical', (model.onPath[row] as number) >= 0);
        element.dataset.status = status;
        name.style.paddingLeft = `${String(6 + Math.min(depth, 12) * 14)}px`;
        twist.textContent = hasChildren ? (visible.isExpanded(row) ? '▾' : '▸') : '';
        swatch.className = `swatch ${stageClass(model.stage[row] as number)}`;
        text.show(row);
        sign.textContent = SIGNS[status] ?? '';
        spoken.textContent = OUTCOMES[status] ?? '';
        ms.textContent = duration(model.duration[row] as number);
        told.textContent = spokenBar(model, row);
      },
    };
  }
}

/** An element with the name of a row, and how to show another one in it: of the default name the parts differ in weight. */
export function nameElement<K extends 'span' | 'h2' | 'button'>(
  kind: K,
  model: Model,
): { element: HTMLElementTagNameMap[K]; show: (row: number) => void } {
  const stage = make('b');
  const input = make('bdi');
  const path = make('small');
  const { label, path: paths, input: inputs } = model.data.branches;
  const hasLabels = label.length > 0;
  const element = hasLabels ? make(kind, {}, input) : make(kind, {}, stage, ' ', input, ' ', path);
  return {
    element,
    show: (row) => {
      input.textContent = (hasLabels ? label[row] : inputs[row]) ?? '';
      if (hasLabels) return;
      stage.textContent = model.stageName(row);
      path.textContent = paths[row] ?? '';
    },
  };
}

function spokenBar(model: Model, row: number): string {
  const attempts = model.attempts[row] as number;
  const parts = [`starts at ${duration(model.start[row] as number)}`];
  if ((model.waited[row] as number) > 0) parts.push(`waited ${duration(model.waited[row] as number)}`);
  parts.push(plural(attempts, 'attempt'));
  if (attempts > 0) parts.push(`${duration(model.inFlight[row] as number)} in flight`);
  if ((model.queued[row] as number) > 0) parts.push(`${duration(model.queued[row] as number)} queued for a worker`);
  if ((model.onPath[row] as number) >= 0) parts.push('on the critical path');
  return parts.join(', ');
}
