import { scaleLinear, type ScaleLinear } from 'd3-scale';
import { select } from 'd3-selection';
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomBehavior } from 'd3-zoom';

/** The shortest time that fills the width, in ms. */
const SHORTEST = 0.05;
const MARGIN = 10;

/** The window of time that is shown, and how it is zoomed and panned. Coordinates are those of an element, of which only a region shows time. */
export class TimeView {
  /** From ms to the element's coordinates. */
  x: ScaleLinear<number, number>;
  private base: ScaleLinear<number, number>;
  private readonly behaviour: ZoomBehavior<HTMLElement, unknown>;
  private readonly listeners: (() => void)[] = [];
  private left = 0;
  private right = 0;

  constructor(
    private readonly element: HTMLElement,
    readonly total: number,
  ) {
    this.base = scaleLinear()
      .domain([0, Math.max(total, SHORTEST)])
      .range([0, 1]);
    this.x = this.base;
    this.behaviour = zoom<HTMLElement, unknown>()
      .scaleExtent([1, Math.max(1, total / SHORTEST)])
      .filter((event: Event) => this.isForZoom(event))
      .on('zoom', (event: D3ZoomEvent<HTMLElement, unknown>) => {
        this.x = event.transform.rescaleX(this.base);
        this.follow(event);
        for (const listener of this.listeners) listener();
      });
    select(element).call(this.behaviour).on('dblclick.zoom', null);
    element.addEventListener('wheel', (event) => {
      const across = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (event.ctrlKey || event.metaKey || Math.abs(across) <= (event.shiftKey ? 0 : Math.abs(event.deltaY))) return;
      event.preventDefault();
      this.panBy(across);
    });
  }

  get window(): readonly [start: number, end: number] {
    return [this.x.invert(this.left + MARGIN), this.x.invert(this.right - MARGIN)];
  }

  /** Calls a function each time that the window is another one. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** The region that shows time is another one; the window stays. */
  resize(left: number, right: number): void {
    if (right - left < 3 * MARGIN || (left === this.left && right === this.right)) return;
    const [start, end] = this.right === 0 ? [0, this.total] : this.window;
    this.left = left;
    this.right = right;
    this.base = this.base.copy().range([left + MARGIN, right - MARGIN]);
    this.behaviour
      .extent([
        [left, 0],
        [right, 1],
      ])
      .translateExtent([
        [left, -Infinity],
        [right, Infinity],
      ]);
    this.show(start, end);
  }

  /** Shows a window of time. */
  show(start: number, end: number): void {
    const width = Math.max(end - start, SHORTEST);
    const from = Math.max(0, Math.min(start, this.total - width));
    const [left, right] = [this.base(from), this.base(from + width)];
    const scale = (this.right - this.left - 2 * MARGIN) / (right - left);
    if (!Number.isFinite(scale)) return;
    const transform = scale <= 1 ? zoomIdentity : zoomIdentity.translate(this.left + MARGIN - left * scale, 0).scale(scale);
    select(this.element).call((element) => {
      this.behaviour.transform(element, transform);
    });
  }

  fit(): void {
    this.show(0, this.total);
  }

  zoomBy(factor: number, at?: number): void {
    const point: [number, number] = [at ?? (this.left + this.right) / 2, 0];
    select(this.element).call((element) => {
      this.behaviour.scaleBy(element, factor, point);
    });
  }

  /** @param pixels - how far the window goes to the right */
  panBy(pixels: number): void {
    const [start, end] = this.window;
    const ms = (pixels * (end - start)) / Math.max(1, this.right - this.left);
    this.show(start + ms, end + ms);
  }

  /** Pans by a part of the window. */
  pan(part: number): void {
    this.panBy(part * (this.right - this.left));
  }

  /** The wheel scrolls the rows, unless it is meant to zoom; a finger scrolls them, too, and two zoom. */
  private isForZoom(event: Event): boolean {
    if (event instanceof WheelEvent) return event.ctrlKey || event.metaKey || event.altKey || this.isOverAxis(event);
    if (typeof TouchEvent === 'function' && event instanceof TouchEvent) return event.touches.length === 2;
    if (!(event instanceof MouseEvent) || event.button !== 0 || event.ctrlKey) return false;
    const { left } = this.element.getBoundingClientRect();
    const at = event.clientX - left;
    return at >= this.left && at <= this.right;
  }

  private isOverAxis(event: WheelEvent): boolean {
    return event.target instanceof Element && event.target.closest('.head') !== null;
  }

  /** A drag moves the rows up and down, too. */
  private follow({ sourceEvent }: D3ZoomEvent<HTMLElement, unknown>): void {
    if (sourceEvent instanceof MouseEvent && sourceEvent.type === 'mousemove') this.element.scrollTop -= sourceEvent.movementY;
  }
}
