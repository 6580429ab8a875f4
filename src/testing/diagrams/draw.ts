import { byFrame, groupOf, silence, type Mark } from './marks.js';
import { ruler } from './ruler.js';

/** One line of a diagram. */
export interface Row {
  readonly label: string;
  readonly marks: readonly Mark[];
}

/** The signs of all rows at one frame, and the silence after it. */
interface Column {
  readonly frame: number;
  readonly texts: readonly string[];
  readonly silence: string;
}

/**
 * Draws rows below each other on one time axis: a ruler of frames, then marbles as `TestScheduler`
 * reads them. If something follows a group sooner than the group is wide, the columns are wider
 * than the time.
 *
 * @param at - the frame under which a mark is set
 * @param scale - how many ms a frame is
 */
export function draw(rows: readonly Row[], at?: number, scale = 1): string {
  const columns = columnsOf(rows, at, scale);
  const indent = Math.max(...rows.map(({ label }) => label.length)) + 2;
  const lines = rows.map(({ label, marks }, index) => {
    // After the end or the last sign of a row, nothing is known to be silence.
    const until = (marks.find(({ sign }) => '|#!'.includes(sign)) ?? marks.at(-1))?.frame ?? -1;
    const shown = columns.filter(({ frame }) => frame <= until);
    return label.padEnd(indent) + shown.map((column) => cell(column, index, until)).join('');
  });
  const pointer = columns.some(({ frame }) => frame === at) ? [' '.repeat(indent + startOf(columns, at)) + '^'] : [];
  return [' '.repeat(indent) + rulerOf(columns, scale), ...lines, ...pointer].map((line) => line.trimEnd()).join('\n');
}

function columnsOf(rows: readonly Row[], at: number | undefined, scale: number): Column[] {
  const frames = [...new Set([0, at ?? 0, ...rows.flatMap(({ marks }) => marks.map(({ frame }) => frame))])].sort((one, other) => one - other);
  const groups = rows.map(({ marks }) => byFrame(marks));
  return frames.map((frame, index) => {
    const texts = groups.map((group) => groupOf(group.get(frame) ?? []));
    const next = frames[index + 1];
    const left = next === undefined ? 0 : Math.max(0, next - frame - widthOf(texts));
    return { frame, texts, silence: silence(left, scale) };
  });
}

function widthOf(texts: readonly string[]): number {
  return Math.max(1, ...texts.map((text) => text.length));
}

function cell({ frame, texts, silence }: Column, row: number, until: number): string {
  const text = texts[row] ?? '';
  return frame === until ? text : text.padEnd(widthOf(texts), '-') + silence;
}

function startOf(columns: readonly Column[], at: number | undefined): number {
  let start = 0;
  for (const { frame, texts, silence } of columns) {
    if (frame === at) break;
    start += widthOf(texts) + silence.length;
  }
  return start;
}

/** The frames above the columns, as many as there is room for. */
function rulerOf(columns: readonly Column[], scale: number): string {
  let start = 0;
  return ruler(
    columns.map(({ frame, texts, silence }) => {
      const place = { frame, start };
      start += widthOf(texts) + silence.length;
      return place;
    }),
    scale,
  );
}
