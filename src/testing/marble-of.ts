import { oneOf, readOptions, type Rule } from '../check.js';
import type { PipelineEvent } from '../events/pipeline-event.js';
import { branchRows } from './diagrams/branch-rows.js';
import { drawTimelines } from './diagrams/draw-timelines.js';
import { draw } from './diagrams/draw.js';
import { Letters } from './diagrams/letters.js';
import { isError, show } from './diagrams/show.js';
import { stageRows } from './diagrams/stage-rows.js';

/** The options of {@link marbleOf}. */
export interface MarbleOptions {
  /**
   * How many ms one character is: a number > 0.
   *
   * @default 1
   */
  readonly frame?: number | undefined;
  /**
   * Whether to draw rows for each stage, or one row for each branch.
   *
   * @default 'stages'
   */
  readonly rows?: 'stages' | 'branches' | undefined;
}

const RULES: Readonly<Record<keyof MarbleOptions, Rule>> = {
  frame: ['a number of ms > 0', (value) => Number.isFinite(value) && (value as number) > 0],
  rows: oneOf(['stages', 'branches']),
};

/**
 * Draws what runs did as a text marble diagram, on one time axis.
 *
 * Each stage has a row of the attempts that start, and one of what they emit. A letter is a value:
 * what one stage emits is what the next one starts with. Upper case letters are rejections. `~` is
 * an attempt that failed and will be retried, `+` the next page of a branch, `!` a branch that was
 * cancelled.
 *
 * ```text
 *                 0 2   3   7 9
 * search  starts  a
 *         emits   --(xy)
 * detail  starts  --(xy)----y
 *         emits   ------~---v-E
 * ```
 *
 * With `rows: 'branches'`, each branch has one row, named by its input. `.` waits, `=` has an
 * attempt in flight, `#` is a failed attempt, `~` the delay before the next one, `|` an end without
 * a value.
 *
 * ```text
 *    0  3  6   10
 * a  ===#~~~===v|
 * b  ...===w|
 * ```
 *
 * Use when you report a defect or document a pipeline: collect the events of `onEvent`.
 *
 * @example
 * ```ts
 * import { pipeline, stage, type PipelineEvent } from 'rxjs-stages';
 * import { marbleOf } from 'rxjs-stages/testing';
 *
 * const events: PipelineEvent[] = [];
 * const user = stage('user', (id: number) => fetch(`https://example.org/users/${id}`));
 *
 * pipeline(user, { onEvent: (event) => events.push(event) })([1, 2]).subscribe({ complete: () => console.log(marbleOf(events)) });
 * ```
 *
 * @param events - events from `onEvent`, of one or several runs; events of the run itself are not
 *   drawn
 * @param options - the scale, and what has a row
 * @returns the diagram, followed by the meaning of its letters; an empty string if there are no
 *   events
 * @throws TypeError, RangeError if an option is invalid; the message names it and quotes its value
 */
export function marbleOf(events: readonly PipelineEvent[], options: MarbleOptions = {}): string {
  const { frame, rows } = readOptions<{ frame: number; rows: string }>('marbleOf', options, RULES, { frame: 1, rows: 'stages' });
  const drawn = events.filter((event) => event.branch !== undefined);
  const [first] = drawn;
  if (first === undefined) return '';
  const letters = new Letters({ holds: areOne });
  const placed = drawn.map((event) => ({ ...event, frame: Math.round((event.time - first.time) / frame) }));
  const diagram = rows === 'stages' ? draw(stageRows(placed, letters), undefined, frame) : drawTimelines(branchRows(placed, letters), frame);
  return [diagram, letters.legend].filter((part) => part !== '').join('\n\n');
}

/** Whether two values share a letter: they are the same, or errors with the same text. */
function areOne(one: unknown, other: unknown): boolean {
  return Object.is(one, other) || (isError(one) && isError(other) && show(one) === show(other));
}
