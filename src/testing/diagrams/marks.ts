import { TestScheduler } from 'rxjs/testing';
import { check, type Rule } from '../../check.js';
import { whole } from './whole.js';

/** Silence that is longer is written as a time. */
const LONGEST_SILENCE = 12;

/** Something at one frame of a diagram. */
export interface Mark {
  readonly frame: number;
  /** One character, or a number. */
  readonly sign: string;
}

/** Collects what is at the same frame, in order. */
export function byFrame<T extends { readonly frame: number }>(all: readonly T[]): Map<number, T[]> {
  const frames = new Map<number, T[]>();
  for (const each of all) {
    const group = frames.get(each.frame);
    if (group === undefined) frames.set(each.frame, [each]);
    else group.push(each);
  }
  return frames;
}

/** Those at one frame, as a group if they are several. */
export function groupOf(marks: readonly Mark[]): string {
  const signs = marks.map(({ sign }) => sign).join('');
  return signs.length > 1 ? `(${signs})` : signs;
}

/** Frames in which nothing happens, in marbles. @param scale - how many ms a frame is */
export function silence(frames: number, scale = 1): string {
  return frames > LONGEST_SILENCE ? ` ${String(frames * scale)}ms ` : '-'.repeat(frames);
}

/**
 * A marble diagram, or several on one time axis: those of one frame come in the order of the list. In one diagram a group is as wide as its text, and nothing can be said of the
 * frames below it; several can say it: `['--(ab)', '---c|']`.
 */
export type Marbles = string | readonly string[];

/** Marbles, one diagram or several. */
export const MARBLES: Rule = ['a marble diagram or a list of them', (value) => [value].flat().every((each) => typeof each === 'string')];

/** Reads marble diagrams of run mode: every sign that is no time, `|` and `#` among them. */
export function parse(marbles: Marbles): Mark[] {
  check('marbles', MARBLES, marbles);
  return [marbles]
    .flat()
    .flatMap((diagram) => TestScheduler.parseMarbles(diagram, undefined, '#', false, true))
    .sort((one, other) => one.frame - other.frame)
    .map(({ frame, notification }) => ({
      frame: whole(frame),
      sign: notification.kind === 'C' ? '|' : notification.kind === 'E' ? '#' : String(notification.value),
    }));
}
