import { byFrame, groupOf, type Mark } from './marks.js';
import { ruler } from './ruler.js';

/** A sign at a frame, and the character of the state that begins there. */
export interface Turn extends Mark {
  /** Empty if the event only begins a state. */
  readonly sign: string;
  readonly state: string;
}

/** One row that is in some state at every frame from its beginning to its end. */
export interface Timeline {
  readonly label: string;
  readonly turns: readonly Turn[];
}

/** Longer times without any event are written as a number. */
const LONGEST_QUIET = 100;

/**
 * Draws timelines below each other, one character for each frame, under a ruler of the times at
 * which anything happens.
 *
 * @param scale - how many ms a frame is
 */
export function drawTimelines(timelines: readonly Timeline[], scale: number): string {
  const frames = [...new Set([0, ...timelines.flatMap(({ turns }) => turns.map(({ frame }) => frame))])].sort((one, other) => one - other);
  const indent = timelines.reduce((widest, { label }) => Math.max(widest, label.length), 0) + 2;
  const rows = timelines.map(({ label, turns }) => ({ line: label.padEnd(indent), state: ' ', turns: byFrame(turns) }));
  const places = frames.map((frame, index) => {
    const start = rows[0]?.line.length ?? 0;
    const quiet = (frames[index + 1] ?? frame + 1) - frame - 1;
    const texts = rows.map((row) => groupOf(row.turns.get(frame) ?? []));
    const width = texts.reduce((widest, { length }) => Math.max(widest, length), 1);
    rows.forEach((row, which) => {
      row.state = row.turns.get(frame)?.at(-1)?.state ?? row.state;
      row.line += (texts[which] ?? '').padEnd(width, row.state) + quietly(row.state, Math.max(0, quiet - width + 1), scale);
    });
    return { frame, start };
  });
  return [ruler(places, scale), ...rows.map(({ line }) => line)].map((line) => line.trimEnd()).join('\n');
}

function quietly(state: string, frames: number, scale: number): string {
  if (frames <= LONGEST_QUIET) return state.repeat(frames);
  const text = `${state.repeat(2)} ${String((frames - 4) * scale)}ms ${state.repeat(2)}`;
  return state === ' ' ? ' '.repeat(text.length) : text;
}
