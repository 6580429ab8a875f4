import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import { child } from './dom.js';

export const ROW_HEIGHT = 26;

/** Whether an event is about the sign that expands and collapses a row. */
export function isTwist({ target }: Event): boolean {
  return target instanceof Element && target.classList.contains('twist');
}

/** One element that shows a row, and later others. */
export interface RowElement {
  readonly element: HTMLElement;
  /** @param place - of the row, from the top */
  show(place: number): void;
}

/** What a list of rows does for its view. */
export interface RowsOptions {
  readonly create: () => RowElement;
  /** The row that is active has changed: by a key, a click, or because the rows have. */
  readonly activated: (place: number) => void;
  /** Somebody wants to see more of the active row. */
  readonly opened: (isByKey: boolean) => void;
  readonly hovered: (place: number) => void;
  /** What is in sight has changed. */
  readonly scrolled: () => void;
}

/** Rows of one height, of which only those in sight are elements. One of them is active: it has the focus when the list has. */
export class VirtualRows {
  readonly head: HTMLElement;
  readonly body: HTMLElement;
  active = 0;
  private readonly virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  private readonly shown = new Map<number, RowElement>();
  private readonly spare: RowElement[] = [];
  private readonly nothing: HTMLElement;
  private count = 0;

  constructor(
    readonly scroller: HTMLElement,
    private readonly options: RowsOptions,
  ) {
    this.head = child(scroller, '.head');
    this.body = child(scroller, '.body');
    this.nothing = child(scroller, '.nothing');
    this.virtualizer = new Virtualizer<HTMLElement, HTMLElement>({
      ...this.settings(),
      onChange: () => {
        this.render();
      },
    });
    this.virtualizer._didMount();
    this.virtualizer._willUpdate();
    scroller.addEventListener('keydown', (event) => {
      this.onKey(event);
    });
    this.body.addEventListener('click', (event) => {
      this.withPlace(event, (place) => {
        this.activate(place, { focus: true });
        if (!isTwist(event)) this.options.opened(false);
      });
    });
    this.body.addEventListener('pointerover', (event) => {
      this.withPlace(event, this.options.hovered);
    });
    this.body.addEventListener('pointerleave', () => {
      this.options.hovered(-1);
    });
    this.body.addEventListener('focusin', (event) => {
      this.withPlace(event, (place) => {
        if (place !== this.active) this.activate(place);
      });
    });
  }

  /** What is in sight, in px from the first row. It is known without a look at the page, which would cost a layout. */
  get sight(): { readonly top: number; readonly height: number; readonly total: number } {
    const { scrollOffset, scrollRect } = this.virtualizer;
    return { top: scrollOffset ?? 0, height: scrollRect?.height ?? 0, total: this.count * ROW_HEIGHT };
  }

  /** There are other rows. @param active - the place of the row that is active now */
  update(count: number, active: number): void {
    this.count = count;
    this.active = Math.max(0, Math.min(active, count - 1));
    this.scroller.setAttribute('aria-rowcount', String(count + 1));
    this.body.style.height = `${String(count * ROW_HEIGHT)}px`;
    this.nothing.hidden = count > 0;
    this.virtualizer.setOptions({
      ...this.settings(),
      onChange: () => {
        this.render();
      },
    });
    this.virtualizer._willUpdate();
    this.virtualizer.measure();
    this.render();
    this.refresh();
  }

  /** Shows all rows in sight anew. */
  refresh(): void {
    for (const [place, row] of this.shown) this.fill(row, place);
  }

  activate(place: number, { focus = false, centre = false } = {}): void {
    if (this.count === 0) return;
    const before = this.active;
    this.active = Math.max(0, Math.min(place, this.count - 1));
    this.virtualizer.scrollToIndex(this.active, { align: centre && !this.isInSight(this.active) ? 'center' : 'auto' });
    this.render();
    for (const changed of [before, this.active]) {
      const row = this.shown.get(changed);
      if (row !== undefined) this.fill(row, changed);
    }
    this.options.activated(this.active);
    if (focus) this.shown.get(this.active)?.element.focus({ preventScroll: true });
  }

  focus(): void {
    this.shown.get(this.active)?.element.focus({ preventScroll: true });
  }

  private settings(): Omit<ConstructorParameters<typeof Virtualizer<HTMLElement, HTMLElement>>[0], 'onChange'> {
    return {
      count: this.count,
      getScrollElement: () => this.scroller,
      estimateSize: () => ROW_HEIGHT,
      overscan: 4,
      scrollPaddingEnd: ROW_HEIGHT + 8,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
    };
  }

  private isInSight(place: number): boolean {
    const { top, height } = this.sight;
    return place * ROW_HEIGHT > top && (place + 3) * ROW_HEIGHT < top + height;
  }

  private render(): void {
    const places = [...this.virtualizer.getVirtualIndexes()];
    // The active row stays, for the focus not to be lost.
    const { active } = this;
    if (active < this.count && active < (places[0] ?? 0)) places.unshift(active);
    else if (active < this.count && active > (places.at(-1) ?? -1)) places.push(active);
    const wanted = new Set(places);
    for (const [place, row] of this.shown) {
      if (wanted.has(place)) continue;
      this.shown.delete(place);
      this.spare.push(row);
      // It goes first: what stays is then not moved, which would cost it the focus.
      row.element.remove();
    }
    let before: Element | null = null;
    for (let index = places.length - 1; index >= 0; index--) {
      const place = places[index] as number;
      let row = this.shown.get(place);
      if (row === undefined) {
        row = this.spare.pop() ?? this.options.create();
        this.shown.set(place, row);
        this.fill(row, place);
      }
      // Rows are in order, for those who read them one after the other.
      if (row.element.parentNode !== this.body || row.element.nextElementSibling !== before) this.body.insertBefore(row.element, before);
      before = row.element;
    }
    this.options.scrolled();
  }

  private fill(row: RowElement, place: number): void {
    const { element } = row;
    element.style.top = `${String(place * ROW_HEIGHT)}px`;
    element.setAttribute('aria-rowindex', String(place + 2));
    element.dataset.place = String(place);
    element.tabIndex = place === this.active ? 0 : -1;
    element.classList.toggle('active', place === this.active);
    row.show(place);
  }

  private withPlace(event: Event, act: (place: number) => void): void {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-place]') : null;
    if (row !== null) act(Number(row.dataset.place));
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element) || event.target.closest('[data-place]') === null) return;
    const page = Math.max(1, Math.floor(this.sight.height / ROW_HEIGHT) - 2);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + page,
      PageUp: this.active - page,
      Home: 0,
      End: this.count - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) this.activate(to, { focus: true });
    else if (event.key === 'Enter' || event.key === ' ') this.options.opened(true);
    else return;
    event.preventDefault();
  }
}
