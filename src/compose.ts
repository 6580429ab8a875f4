import { elementsOf, unfit, type Rule } from './check.js';
import type { Plan, Step } from './engine/plan.js';
import type { Outcome } from './outcome.js';
import { planFor, type PipelineOptions } from './pipeline-options.js';
import { quote } from './quote.js';
import { runnable, type Runnable } from './runnable.js';

/** Connects a segment with the steps that follow it, and returns the segment's own first steps. */
export type Connect = (then: readonly Step[]) => readonly Step[];

interface Composable {
  readonly connect: Connect;
  /** The names of the options that it was made with. */
  readonly options: readonly string[];
}

const composables = new WeakMap<object, Composable>();

const isSegment = (value: unknown): boolean => composables.has(value as object);

export const SEGMENT: Rule = ['a segment, created with stage(), listStage(), batchStage(), pipeline(), fork(), when() or join()', isSegment];

/**
 * Makes a segment: an operator that runs on its own, and that other segments can be made of.
 *
 * @param call - the name of the public function that makes it, for messages
 * @throws TypeError if two stages have the same name; what {@link planFor} throws
 */
export function segmentOf(call: string, connect: Connect, options: PipelineOptions = {}): Runnable<Outcome> {
  const plan = planFor(connect([]), options);
  checkNames(call, plan);
  const operator = runnable(plan);
  const given = Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  composables.set(operator, { connect, options: given });
  return operator;
}

/**
 * Reads one segment that another one is made of.
 *
 * @param what - names the call and the argument
 * @throws TypeError if it is not a segment, or a pipeline with options
 */
export function connectorOf(what: string, segment: unknown): Connect {
  const composable = composables.get(segment as object);
  if (composable === undefined) throw unfit(what, SEGMENT, segment);
  const [option] = composable.options;
  if (option !== undefined) throw new TypeError(`${what} is a pipeline with the option \`${option}\`: move its options to the outermost pipeline`);
  return composable.connect;
}

/**
 * Reads all segments passed to a call.
 *
 * @throws what {@link connectorOf} throws
 */
export function connectorsOf(call: string, segments: readonly unknown[]): readonly Connect[] {
  return segments.map((segment, index) => {
    const what = `${call}: segments[${String(index)}]`;
    const isList = !isSegment(segment) && elementsOf(segment).some(isSegment);
    if (isList) throw new TypeError(`${what} is a list: pass its segments as separate arguments, \`${call}(...segments)\``);
    return connectorOf(what, segment);
  });
}

function checkNames(call: string, { levels }: Plan): void {
  const names = new Set<string>();
  for (const { name } of levels.flat()) {
    if (names.has(name)) throw new TypeError(`${call}: two stages are named ${quote(name)}: each stage needs a unique name`);
    names.add(name);
  }
}
