import { NO_LETTER } from './letters.js';
import { byFrame, groupOf, parse, silence, type Mark } from './marks.js';

/**
 * Writes marbles that read as these marks: one diagram, or several on one time axis if something
 * comes sooner than a group is wide.
 *
 * @param marks - in order of their frames
 * @returns `undefined` if no diagram can express them, for example without a letter
 */
export function writeMarbles(marks: readonly Mark[]): readonly string[] | undefined {
  if (marks.some(({ sign }) => sign === NO_LETTER)) return undefined;
  const frames = [...byFrame(marks).values()];
  // A digit after a time can read as another time, `1s 5s `, unless nothing comes after it.
  return [write(marks), frames.flatMap(write)].find((diagrams) => readsAs(diagrams, frames));
}

function readsAs(diagrams: readonly string[], frames: readonly (readonly Mark[])[]): boolean {
  const read = [...byFrame(parse(diagrams)).values()];
  const text = (groups: readonly (readonly Mark[])[]): string => groups.map((group) => `${String(group[0]?.frame)} ${groupOf(group)}`).join();
  return text(read) === text(frames);
}

/** Writes when something was subscribed to and unsubscribed from. */
export function writeSubscription(marks: readonly Mark[]): string {
  return write(marks).join('');
}

function write(marks: readonly Mark[]): readonly string[] {
  const rows = [{ text: '', end: 0 }];
  for (const [frame, group] of byFrame(marks)) {
    let row = rows.find(({ end }) => end <= frame);
    if (row === undefined) rows.push((row = { text: '', end: 0 }));
    const text = groupOf(group);
    row.text += silence(frame - row.end) + text;
    // Counted as RxJS does: an emoji is one character.
    row.end = frame + Array.from(text).length;
  }
  return rows.map(({ text }) => text.trim());
}
