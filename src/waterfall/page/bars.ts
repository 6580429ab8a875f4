import type { ScaleLinear } from 'd3-scale';
import { BACKOFF, FAILED, WAITING, type Model } from './model.js';
import { KINDS } from '../page-data.js';
import type { Colours } from './theme.js';

type Context = CanvasRenderingContext2D;

const CANCELLED = KINDS.indexOf('cancelled');
const STILL_OPEN = KINDS.indexOf('open');
const BAR = 12;

/** How the parts of a bar look. The legend shows the same. Each differs from the others by its shape as well as by its colour. */
export const PARTS: Readonly<Record<string, (context: Context, colours: Colours, x: number, width: number, middle: number) => void>> = {
  waiting(context, colours, x, width, middle) {
    context.fillStyle = colours.waiting;
    context.fillRect(x, middle - 1.5, Math.max(1, width), 3);
    if (width > 3) context.fillRect(x, middle - 4, 1.5, 8);
  },
  attempt(context, colours, x, width, middle) {
    context.fillStyle = colours.fulfilled;
    context.fillRect(x, middle - BAR / 2, Math.max(1.5, width), BAR);
  },
  'queued for a worker'(context, colours, x, width, middle) {
    context.fillStyle = colours.waiting;
    for (const y of [middle - BAR / 2, middle + BAR / 2 - 1.5]) context.fillRect(x, y, width, 1.5);
    context.fillRect(x, middle - BAR / 2, 1.5, BAR);
  },
  failed(context, colours, x, width, middle) {
    hatched(context, colours.failed, colours.surface, x, middle - BAR / 2, Math.max(2, width), BAR);
  },
  cancelled(context, colours, x, width, middle) {
    context.strokeStyle = colours.cancelled;
    context.lineWidth = 1.5;
    context.setLineDash([3, 2]);
    context.strokeRect(x + 0.75, middle - BAR / 2 + 0.75, Math.max(1.5, width - 1.5), BAR - 1.5);
    context.setLineDash([]);
  },
  open(context, colours, x, width, middle) {
    context.strokeStyle = context.fillStyle = colours.fulfilled;
    context.lineWidth = 1.5;
    const tip = Math.min(6, Math.max(1, width));
    context.beginPath();
    context.moveTo(x + width - tip, middle - BAR / 2 + 0.75);
    context.lineTo(x + 0.75, middle - BAR / 2 + 0.75);
    context.lineTo(x + 0.75, middle + BAR / 2 - 0.75);
    context.lineTo(x + width - tip, middle + BAR / 2 - 0.75);
    context.lineTo(x + width, middle);
    context.closePath();
    context.stroke();
  },
  backoff(context, colours, x, width, middle) {
    context.fillStyle = colours.backoff;
    for (let dot = x; dot < x + width; dot += 5) context.fillRect(dot, middle - 1.5, Math.min(2.5, x + width - dot), 3);
  },
  'hand-out'(context, colours, x, width, middle) {
    context.fillStyle = colours.handed;
    context.fillRect(x, middle - 3, Math.max(1, width), 6);
  },
  served(context, colours, x, width, middle) {
    const end = x + (width > 8 ? width / 2 : width);
    context.strokeStyle = colours.fulfilled;
    context.fillStyle = colours.surface;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(end - 4.5, middle);
    context.lineTo(end, middle - 4.5);
    context.lineTo(end + 4.5, middle);
    context.lineTo(end, middle + 4.5);
    context.closePath();
    context.fill();
    context.stroke();
  },
  join(context, colours, x, width, middle) {
    context.fillStyle = colours.muted;
    context.fillRect(x, middle - 0.75, width, 1.5);
    context.fillRect(x, middle - 4, 1.5, 8);
    context.fillRect(x + width - 1.5, middle - 4, 1.5, 8);
  },
  'critical path'(context, colours, x, width, middle) {
    context.fillStyle = colours.path;
    context.fillRect(x, middle + BAR / 2 + 1.5, Math.max(3, width), 3);
  },
  'start with a barrier'(context, colours, x, width, middle) {
    mark(context, colours, x + (width > 8 ? width / 2 - 3 : 0), middle);
  },
  pause(context, colours, x, width, middle) {
    context.fillStyle = colours.pause;
    context.fillRect(x, middle - 9, width, 18);
    context.fillStyle = colours.waiting;
    context.fillRect(x, middle - 9, 1, 18);
    context.fillRect(x + width - 1, middle - 9, 1, 18);
  },
};

/** What bars are drawn with. */
export interface Drawing {
  readonly model: Model;
  readonly colours: Colours;
  readonly x: ScaleLinear<number, number>;
  /** What is seen of the x axis. */
  readonly left: number;
  readonly right: number;
  readonly withBarrier: boolean;
}

/** Draws the bar of one row. @param middle - where its middle is */
export function drawRow(
  context: Context,
  drawing: Drawing,
  row: number,
  middle: number,
  { isCollapsed, isActive }: { isCollapsed: boolean; isActive: boolean },
): void {
  const { model, colours, x, left, right } = drawing;
  const at = (time: number): number => Math.max(left - 20, Math.min(right + 20, x(time)));
  const part = (name: string, start: number, end: number): void => {
    const [from, to] = [at(start), at(end)];
    if (to >= left && from <= right) PARTS[name]?.(context, colours, from, to - from, middle);
  };
  const [start, end] = [model.start[row] as number, model.end[row] as number];
  const treeEnd = model.treeEnd[row] as number;
  if (isCollapsed && treeEnd > end) {
    context.fillStyle = colours.tree;
    context.fillRect(at(start), middle - 9, at(treeEnd) - at(start), 18);
  }
  if (model.isJoin(row)) part('join', start, end);
  let last = start;
  for (let span = model.firstSpan[row] as number; span < (model.firstSpan[row + 1] as number); span++) {
    last = model.spanEnd[span] as number;
    const name = partOf(model.spanKind[span] as number);
    if (model.isJoin(row)) continue;
    const from = model.spanStart[span] as number;
    const queued = model.spanQueued[span] as number;
    if (queued > 0) part('queued for a worker', from, from + queued);
    part(name, from + queued, last);
  }
  if (end > last && !model.isJoin(row)) part(model.attempts[row] === 0 ? 'waiting' : 'hand-out', last, end);
  if ((model.data.branches.served[row] as number) > 0) part('served', end, end);
  for (const [, step] of model.steps(row)) part('critical path', step.start, step.end);
  if (model.statusName(row) === 'rejected') cross(context, colours.failed, at(end) + 6, middle);
  if (drawing.withBarrier) drawBarrier(context, drawing, row, middle, isActive);
}

/** Draws the mark where a row would have started with a barrier, unless that is where it did. */
function drawBarrier(context: Context, { model, colours, x, left, right }: Drawing, row: number, middle: number, isActive: boolean): void {
  const shadow = model.shadow[row] as number;
  const [from, to] = [x(model.firstAttempt[row] as number), x(shadow)];
  if (shadow < 0 || to - from < 4 || from > right) return;
  if (isActive) {
    context.strokeStyle = colours.barrier;
    context.lineWidth = 1;
    context.setLineDash([1, 3]);
    context.beginPath();
    context.moveTo(Math.max(left, from), middle + 8.5);
    context.lineTo(Math.min(right, to), middle + 8.5);
    context.stroke();
    context.setLineDash([]);
  }
  if (to <= right) mark(context, colours, to, middle);
}

function partOf(kind: number): string {
  switch (kind) {
    case WAITING:
      return 'waiting';
    case BACKOFF:
      return 'backoff';
    case FAILED:
      return 'failed';
    case CANCELLED:
      return 'cancelled';
    case STILL_OPEN:
      return 'open';
    default:
      return 'attempt';
  }
}

function mark(context: Context, colours: Colours, x: number, middle: number): void {
  context.strokeStyle = colours.barrier;
  context.fillStyle = colours.surface;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x, middle - 5);
  context.lineTo(x + 6, middle);
  context.lineTo(x, middle + 5);
  context.closePath();
  context.fill();
  context.stroke();
}

function cross(context: Context, colour: string, x: number, middle: number): void {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(x - 3, middle - 3);
  context.lineTo(x + 3, middle + 3);
  context.moveTo(x + 3, middle - 3);
  context.lineTo(x - 3, middle + 3);
  context.stroke();
}

function hatched(context: Context, colour: string, gap: string, x: number, y: number, width: number, height: number): void {
  context.fillStyle = colour;
  context.fillRect(x, y, width, height);
  if (width > 4) stripes(context, gap, x, y, width, height, 1.25, 5);
}

const patterns = new Map<string, CanvasPattern | null>();

/** Fills with stripes from the lower left to the upper right. They are where they are on the screen, whatever the width. */
function stripes(context: Context, colour: string, x: number, y: number, width: number, height: number, thickness: number, gap: number): void {
  const ratio = window.devicePixelRatio || 1;
  const key = `${colour} ${String(thickness)} ${String(gap)} ${String(ratio)}`;
  let pattern = patterns.get(key);
  if (pattern === undefined) {
    pattern = context.createPattern(drawTile(colour, thickness * ratio, Math.round(gap * ratio)), 'repeat');
    pattern?.setTransform(new DOMMatrix().scale(1 / ratio));
    patterns.set(key, pattern);
  }
  if (pattern === null) return;
  context.fillStyle = pattern;
  context.fillRect(x, y, width, height);
}

/** One tile of stripes. @param size - its width and its height, in px of the screen */
function drawTile(colour: string, thickness: number, size: number): HTMLCanvasElement {
  const tile = document.createElement('canvas');
  tile.width = tile.height = size;
  const context = tile.getContext('2d') as Context;
  context.strokeStyle = colour;
  context.lineWidth = thickness;
  context.beginPath();
  for (const from of [-size, 0, size]) {
    context.moveTo(from - size, 2 * size);
    context.lineTo(from + 2 * size, -size);
  }
  context.stroke();
  return tile;
}

/** How a branch ended, as a sign. */
export const SIGNS: Readonly<Record<string, string>> = { open: '…', completed: '✓', rejected: '✕', cancelled: '⊘' };

/** What a branch's outcome is called. */
export const OUTCOMES: Readonly<Record<string, string>> = {
  open: 'still open',
  completed: 'fulfilled',
  rejected: 'rejected',
  cancelled: 'cancelled',
};
