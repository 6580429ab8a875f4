import { check, type Rule } from '../check.js';
import type { BranchEvent } from '../observe/branch-event.js';
import { draw, type Row } from './diagrams/draw.js';
import { Letters } from './diagrams/letters.js';
import type { Mark } from './diagrams/marks.js';

const SCALE: Rule = ['a number of ms > 0', (value) => Number.isFinite(value) && (value as number) > 0];

/** How a run is drawn. */
export interface MarbleOptions {
  /**
   * How many ms one character is.
   *
   * @default 1
   */
  readonly frame?: number | undefined;
}

/**
 * Draws what a run did as a text marble diagram: for each stage a row of the attempts that start, and one of what they emit, on one time axis. A letter is a value: what one
 * stage emits is what the next one starts with. Upper case letters are rejections, `~` is an attempt that failed and is to be made again, `!` a branch that was cancelled.
 *
 * ```text
 *                 0 2   3   7 9
 * search  starts  a
 *         emits   --(xy)
 * detail  starts  --(xy)----y
 *         emits   ------~---v-E
 * ```
 *
 * Use when you report a defect or document a pipeline: collect the events of `onEvent` of one run.
 *
 * @example
 * ```ts
 * import { pipeline, stage, type BranchEvent } from 'rxjs-stages';
 * import { marbleOf } from 'rxjs-stages/testing';
 *
 * const events: BranchEvent[] = [];
 * const user = stage('user', (id: number) => fetch(`https://example.org/users/${id}`));
 *
 * pipeline(user, { onEvent: (event) => events.push(event) })([1, 2]).subscribe({ complete: () => console.log(marbleOf(events)) });
 * ```
 *
 * @param events - what `onEvent` of one run was told; of several runs, the first one is drawn
 * @param options - the scale
 * @returns the diagram, and below it what the letters stand for
 * @throws TypeError, RangeError if the scale is no good
 */
export function marbleOf(events: readonly BranchEvent[], { frame = 1 }: MarbleOptions = {}): string {
  check('marbleOf: frame', SCALE, frame);
  const [first] = events;
  if (first === undefined) return '';
  const letters = new Letters({ holds: Object.is });
  const inputs = new Map<string, string>();
  const stages = new Map<string, { starts: Mark[]; emits: Mark[] }>();
  for (const event of events) {
    if (event.run !== first.run) continue;
    const { type, stage, path } = event;
    const at = Math.round((event.time - first.time) / frame);
    const branch = `${stage} ${path.join('.')}`;
    const rows = stages.get(stage) ?? { starts: [], emits: [] };
    stages.set(stage, rows);
    if (type === 'waiting') inputs.set(branch, letters.of(event.input, false));
    else if (type === 'started') rows.starts.push({ frame: at, sign: inputs.get(branch) ?? '?' });
    else if (type === 'emitted') rows.emits.push({ frame: at, sign: letters.of(event.value, false) });
    else if (type === 'rejected') rows.emits.push({ frame: at, sign: letters.of(event.reason, true) });
    else if (type === 'retrying') rows.emits.push({ frame: at, sign: '~' });
    else if (type === 'cancelled') rows.emits.push({ frame: at, sign: '!' });
  }
  const width = Math.max(...[...stages.keys()].map((stage) => stage.length));
  const rows = [...stages].flatMap(([stage, { starts, emits }]): Row[] => [
    { label: `${stage.padEnd(width)}  starts`, marks: starts },
    { label: `${' '.repeat(width)}  emits`, marks: emits },
  ]);
  return [draw(rows), letters.legend].filter((part) => part !== '').join('\n\n');
}
