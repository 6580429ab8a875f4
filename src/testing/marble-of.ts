import { oneOf, readOptions, type Rule } from '../check.js';
import type { PipelineEvent } from '../events/pipeline-event.js';
import { branchRows } from './diagrams/branch-rows.js';
import { drawTimelines } from './diagrams/draw-timelines.js';
import { draw } from './diagrams/draw.js';
import { Letters } from './diagrams/letters.js';
import { isError, show } from './diagrams/show.js';
import { stageRows } from './diagrams/stage-rows.js';

/** How runs are drawn. */
export interface MarbleOptions {
  /**
   * How many ms one character is.
   *
   * @default 1
   */
  readonly frame?: number | undefined;
  /**
   * Whether each stage has its rows, or each branch has one.
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
 * For each stage a row of the attempts that start, and one of what they emit. A letter is a value: what one stage emits is what the next one starts with. Upper case letters are
 * rejections, `~` is an attempt that failed and is to be made again, `+` the next page of a branch, `!` a branch that was cancelled.
 *
 * ```text
 *                 0 2   3   7 9
 * search  starts  a
 *         emits   --(xy)
 * detail  starts  --(xy)----y
 *         emits   ------~---v-E
 * ```
 *
 * With `rows: 'branches'` a row for each branch, by its input: `.` waits, `=` has an attempt in flight,
 * `#` is an attempt that failed, `~` the delay before the next one, `|` an end without a value.
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
 * @param events - what `onEvent` got, of one run or of several; events of the run itself draw nothing
 * @param options - the scale, and what has a row
 * @returns the diagram, and below it what the letters stand for; nothing where there are no events
 * @throws TypeError, RangeError if an option is no good
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

/** Whether two values have one letter: the same one, or errors that say the same. */
function areOne(one: unknown, other: unknown): boolean {
  return Object.is(one, other) || (isError(one) && isError(other) && show(one) === show(other));
}
