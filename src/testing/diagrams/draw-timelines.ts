import { groupOf, type Mark } from './marks.js';
import { ruler } from './ruler.js';

/** Something that happens, and what is so from then on: one character. */
export interface Turn extends Mark {
  /** Nothing is shown of what only begins something. */
  readonly sign: string;
  readonly state: string;
}

/** One line, of something that is always in some state from its beginning to its end. */
export interface Timeline {
  readonly label: string;
  readonly turns: readonly Turn[];
}

/** Draws timelines one under the other, a character a frame, below a ruler of the frames at which anything happens. */
export function drawTimelines(timelines: readonly Timeline[]): string {
  const happening = new Set(timelines.flatMap(({ turns }) => turns.map(({ frame }) => frame)));
  const last = Math.max(0, ...happening);
  const indent = Math.max(...timelines.map(({ label }) => label.length)) + 2;
  const lines = timelines.map(({ label }) => label.padEnd(indent));
  const states = timelines.map(() => ' ');
  const places = [];
  for (let frame = 0; frame <= last; frame++) {
    const turns = timelines.map((timeline) => timeline.turns.filter((turn) => turn.frame === frame));
    const texts = turns.map(groupOf);
    const width = Math.max(1, ...texts.map((text) => text.length));
    if (happening.has(frame)) places.push({ frame, start: lines[0]?.length ?? 0 });
    timelines.forEach((_, row) => {
      const state = turns[row]?.at(-1)?.state ?? states[row] ?? ' ';
      states[row] = state;
      lines[row] = `${lines[row] ?? ''}${(texts[row] ?? '').padEnd(width, state)}`;
    });
  }
  return [ruler(places), ...lines].map((line) => line.trimEnd()).join('\n');
}
