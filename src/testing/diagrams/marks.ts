import { TestScheduler } from 'rxjs/testing';
import { check, type Rule } from '../../check.js';
import { whole } from './whole.js';

/** Longer silence is written as a time. */
const LONGEST_SILENCE = 12;

/** A sign at one frame of a diagram. */
export interface Mark {
  readonly frame: number;
  /** One character, or a number. */
  readonly sign: string;
}

/** Groups marks by their frame, in order. */
export function byFrame<T extends { readonly frame: number }>(all: readonly T[]): Map<number, T[]> {
  const frames = new Map<number, T[]>();
  for (const each of all) {
    const group = frames.get(each.frame);
    if (group === undefined) frames.set(each.frame, [each]);
    else group.push(each);
  }
  return frames;
}

/** The marks of one frame, in parentheses if there are several. */
export function groupOf(marks: readonly Mark[]): string {
  const signs = marks.map(({ sign }) => sign).join('');
  return signs.length > 1 ? `(${signs})` : signs;
}

/**
 * Frames in which nothing happens, as marbles.
 *
 * @param scale - how many ms a frame is
 */
export function silence(frames: number, scale = 1): string {
  return frames > LONGEST_SILENCE ? ` ${String(frames * scale)}ms ` : '-'.repeat(frames);
}

/**
 * A marble diagram, or several on one time axis. Signs at the same frame are in the order of the
 * list. Within one diagram a group is as wide as its text, so nothing can be placed in the frames
 * below it. Several diagrams can: `['--(ab)', '---c|']`.
 */
export type Marbles = string | readonly string[];

/** Marbles, one diagram or several. */
export const MARBLES: Rule = ['a marble diagram or a list of them', (value) => [value].flat().every((each) => typeof each === 'string')];

/**
 * Reads marble diagrams in the syntax of `TestScheduler.run`: every sign that is not a time,
 * including `|` and `#`.
 */
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
