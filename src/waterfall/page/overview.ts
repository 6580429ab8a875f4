import { byId, child, perFrame, sized } from './dom.js';
import { count, duration } from './format.js';
import { BACKOFF, WAITING, type Model } from './model.js';
import { readColours, stageColour } from './theme.js';
import type { TimeView } from './time-view.js';

const LANE = 30;
const GAP = 4;

/** How many were in flight, and how many waited, by stage, in each px of the width. */
interface Counts {
  readonly inFlight: readonly Float64Array[];
  readonly waiting: readonly Float64Array[];
}

/** The whole run in a strip: what was in flight and what waited, by stage. The brush on it is the window of time that is shown. */
export class Overview {
  private readonly strip = byId('strip');
  private readonly canvas = child(this.strip, 'canvas');
  private readonly brush = byId('brush');
  private readonly handles = [byId('brush-start'), byId('brush-end')] as const;
  private counts: Counts | undefined;
  private width = 0;
  private readonly later = perFrame(() => {
    this.draw();
  });

  constructor(
    private readonly model: Model,
    private readonly time: TimeView,
  ) {
    new ResizeObserver(() => {
      this.width = this.strip.clientWidth;
      this.counts = undefined;
      this.later();
      this.follow();
    }).observe(this.strip);
    this.strip.addEventListener('pointerdown', (event) => {
      this.drag(event);
    });
    this.strip.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        const [start, end] = time.window;
        const at = this.timeAt(event.clientX);
        const factor = Math.pow(2, -event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.002));
        time.show(at - (at - start) / factor, at + (end - at) / factor);
      },
      { passive: false },
    );
    this.handles.forEach((handle, index) => {
      handle.addEventListener('keydown', (event) => {
        this.onKey(event, index);
      });
    });
    time.onChange(() => {
      this.follow();
    });
    this.follow();
  }

  /** The colours have changed. */
  update(): void {
    this.later();
  }

  /** Puts the brush where the window is. */
  follow(): void {
    const { total } = this.time;
    const window = this.time.window.map((time) => Math.max(0, Math.min(total, time)));
    const [start = 0, end = total] = window;
    const percent = (time: number): string => `${String((100 * time) / Math.max(total, 1e-9))}%`;
    this.brush.style.left = percent(start);
    this.brush.style.width = percent(end - start);
    this.handles.forEach((handle, index) => {
      handle.setAttribute('aria-valuemin', '0');
      handle.setAttribute('aria-valuemax', String(Math.round(total)));
      handle.setAttribute('aria-valuenow', String(Math.round(window[index] as number)));
      handle.setAttribute('aria-valuetext', duration(window[index] as number));
    });
  }

  private timeAt(clientX: number): number {
    const { left, width } = this.strip.getBoundingClientRect();
    return Math.max(0, Math.min(1, (clientX - left) / width)) * this.time.total;
  }

  private onKey(event: KeyboardEvent, index: number): void {
    const [start, end] = this.time.window;
    const step = (event.shiftKey ? 0.1 : 0.02) * this.time.total;
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: -step,
      ArrowDown: -step,
      ArrowRight: step,
      ArrowUp: step,
      Home: -Infinity,
      End: Infinity,
    };
    const by = moves[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const least = this.time.total / 1_000;
    if (index === 0) this.time.show(Math.max(0, Math.min(start + by, end - least)), end);
    else this.time.show(start, Math.min(this.time.total, Math.max(end + by, start + least)));
  }

  /** Moves an edge or the window, or draws a new window. A click without a move puts the window where it is. */
  private drag(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    this.strip.setPointerCapture(event.pointerId);
    const [start, end] = this.time.window;
    const from = this.timeAt(event.clientX);
    const edge = this.handles.findIndex((handle) => handle === event.target);
    const isWhole = end - start > 0.98 * this.time.total;
    const move = (to: number): void => {
      if (edge === 0) this.time.show(Math.min(to, end), Math.max(to, end));
      else if (edge === 1) this.time.show(Math.min(start, to), Math.max(start, to));
      else if (event.target === this.brush && !isWhole) this.time.show(start + to - from, end + to - from);
      else this.time.show(Math.min(from, to), Math.max(from, to));
    };
    let isMoved = false;
    const onMove = ({ clientX }: PointerEvent): void => {
      isMoved ||= Math.abs(clientX - event.clientX) > 3;
      if (isMoved) move(this.timeAt(clientX));
    };
    const onEnd = (): void => {
      this.strip.removeEventListener('pointermove', onMove);
      if (!isMoved && edge < 0 && !isWhole) this.time.show(from - (end - start) / 2, from + (end - start) / 2);
    };
    this.strip.addEventListener('pointermove', onMove);
    this.strip.addEventListener('pointerup', onEnd, { once: true });
    this.strip.addEventListener('pointercancel', onEnd, { once: true });
  }

  private draw(): void {
    const { width, model } = this;
    if (width === 0) return;
    const colours = readColours();
    this.counts ??= countsOf(model, width);
    const context = sized(this.canvas, width, 2 * LANE + GAP);
    const lanes = [
      { counts: this.counts.inFlight, top: 0, name: 'in flight' },
      { counts: this.counts.waiting, top: LANE + GAP, name: 'waiting' },
    ];
    for (const { start, end } of model.data.pauses) {
      const scale = width / Math.max(this.time.total, 1e-9);
      context.fillStyle = colours.pause;
      context.fillRect(start * scale, 0, Math.max(1, (end - start) * scale), 2 * LANE + GAP);
    }
    context.font = '11px system-ui, sans-serif';
    for (const { counts, top, name } of lanes) {
      const sums = sumsOf(counts, width);
      const peak = sums.reduce((most, sum) => Math.max(most, sum), 0);
      const heights = new Float64Array(width);
      counts.forEach((perPixel, stage) => {
        context.fillStyle = stageColour(colours, stage);
        for (let x = 0; x < width; x++) {
          const height = peak === 0 ? 0 : ((perPixel[x] as number) / peak) * (LANE - 2);
          if (height > 0) context.fillRect(x, top + LANE - (heights[x] as number) - height, 1, height);
          heights[x] = (heights[x] as number) + height;
        }
      });
      context.fillStyle = colours.line;
      context.fillRect(0, top + LANE - 0.5, width, 1);
      label(context, `${name}, at most ${count(Math.round(peak))}`, top, colours);
    }
  }
}

function label(
  context: CanvasRenderingContext2D,
  text: string,
  top: number,
  { surface, text: colour }: { readonly surface: string; readonly text: string },
): void {
  context.textBaseline = 'top';
  context.globalAlpha = 0.85;
  context.fillStyle = surface;
  context.fillRect(14, top + 1, context.measureText(text).width + 8, 15);
  context.globalAlpha = 1;
  context.fillStyle = colour;
  context.fillText(text, 18, top + 3);
}

function sumsOf(counts: readonly Float64Array[], width: number): Float64Array {
  const sums = new Float64Array(width);
  for (const perPixel of counts) for (let x = 0; x < width; x++) sums[x] = (sums[x] as number) + (perPixel[x] as number);
  return sums;
}

/** Means over the time of each px. */
function countsOf(model: Model, width: number): Counts {
  const stages = model.data.stages.length;
  const inFlight = Array.from({ length: stages }, () => new Means(width));
  const waiting = Array.from({ length: stages }, () => new Means(width));
  const scale = width / Math.max(model.data.total, 1e-9);
  for (let row = 0; row < model.count; row++) {
    const stage = model.stage[row] as number;
    if (model.isJoin(row)) continue;
    for (let span = model.firstSpan[row] as number; span < (model.firstSpan[row + 1] as number); span++) {
      const kind = model.spanKind[span] as number;
      if (kind === BACKOFF) continue;
      (kind === WAITING ? waiting : inFlight)[stage]?.add((model.spanStart[span] as number) * scale, (model.spanEnd[span] as number) * scale);
    }
  }
  return { inFlight: inFlight.map((means) => means.values()), waiting: waiting.map((means) => means.values()) };
}

/** How many spans there are in each px, on average. */
class Means {
  /** What begins or ends within a px. */
  private readonly parts: Float64Array;
  /** How many more cover a whole px than the one before. */
  private readonly changes: Float64Array;

  constructor(private readonly width: number) {
    this.parts = new Float64Array(width + 1);
    this.changes = new Float64Array(width + 2);
  }

  add(from: number, to: number): void {
    const first = Math.min(this.width, Math.floor(from));
    const last = Math.min(this.width, Math.floor(to));
    const { parts, changes } = this;
    if (first === last) {
      parts[first] = (parts[first] as number) + to - from;
      return;
    }
    parts[first] = (parts[first] as number) + first + 1 - from;
    parts[last] = (parts[last] as number) + to - last;
    changes[first + 1] = (changes[first + 1] as number) + 1;
    changes[last] = (changes[last] as number) - 1;
  }

  values(): Float64Array {
    const values = new Float64Array(this.width);
    let covering = 0;
    for (let x = 0; x < this.width; x++) {
      covering += this.changes[x] as number;
      values[x] = covering + (this.parts[x] as number);
    }
    return values;
  }
}
