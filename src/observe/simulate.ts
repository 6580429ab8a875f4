import { count, OBJECT, oneOf, readOptions, unfit, fits, type Rule } from '../check.js';
import { quote } from '../quote.js';
import { HoldUps } from './holdups.js';
import { gatesOf } from './simulation/gates.js';
import { SimulatedRun } from './simulation/simulated-run.js';
import { workloadOf } from './simulation/workload.js';
import type { Timeline } from './timeline-types.js';

/** What {@link simulate} changes. Missing properties stay as they were. */
export interface SimulatedChanges {
  /** The `concurrency` of stages, by their names: integers >= 1 or Infinity. */
  readonly stages?: Readonly<Record<string, number>> | undefined;
  /** The `concurrency` of the pipeline: an integer >= 1 or Infinity. */
  readonly concurrency?: number | undefined;
  /** The `highWaterMark` of the pipeline: an integer >= 1 or Infinity. */
  readonly highWaterMark?: number | undefined;
  /**
   * Whether a stage starts nothing until all stages before it have ended, as with `Promise.all`
   * between the rounds.
   *
   * @default false
   */
  readonly barrier?: boolean | undefined;
}

const RULES: Readonly<Record<keyof SimulatedChanges, Rule>> = {
  stages: OBJECT,
  concurrency: count(1),
  highWaterMark: count(1),
  barrier: oneOf([true, false]),
};

/**
 * Calculates how a run would have gone with other bounds: each attempt takes as long as it did, and
 * starts as soon as it could have started.
 *
 * Use when you want to know whether more slots would help. If your server gets slower with more
 * requests in flight, measure instead: here it does not.
 *
 * It is exact for stages whose attempts always take the same time, with lists, Observables,
 * retries, forks and joins. It cannot know:
 *
 * - Limits: an attempt that waited for a `limit` starts no earlier than it did.
 * - Sources: a source that is pulled returns its next root at once, unless it kept the run waiting.
 * - A list whose elements had to wait for room (`highWaterMark`): when its request was answered.
 * - A `batchStage`: its batches may contain other branches, and are as large as the largest one
 *   was.
 * - `order: 'source'`: outcomes are not held back.
 * - A timeline that is a sample: missing branches take no slots.
 *
 * @example
 * ```ts
 * import { simulate, type Timeline } from 'rxjs-stages/observe';
 *
 * function compare(run: Timeline): void {
 *   for (const slots of [4, 8, 16, 32]) {
 *     const { start, end } = simulate(run, { stages: { search: slots } });
 *     console.log(`with ${slots} slots: ${end - start} ms`);
 *   }
 * }
 * ```
 *
 * @param timeline - of a run that has ended
 * @param changes - the bounds to change; without any, the run goes as it went
 * @returns the timeline of the simulated run. Its branches keep their numbers
 * @throws TypeError, RangeError if a change is invalid, or names a stage that the run does not have
 */
export function simulate(timeline: Timeline, changes: SimulatedChanges = {}): Timeline {
  const none: Readonly<Record<string, number>> = {};
  const { stages, concurrency, highWaterMark, barrier } = readOptions('simulate', changes, RULES, {
    stages: none,
    concurrency: timeline.concurrency,
    highWaterMark: timeline.highWaterMark,
    barrier: false,
  });
  const names = timeline.stages.map(({ name }) => name);
  for (const [name, slots] of Object.entries(stages)) {
    if (!names.includes(name)) throw new TypeError(`simulate: unknown stage ${quote(name)} in stages: the stages are ${names.join(', ')}`);
    if (!fits(count(1), slots)) throw unfit(`simulate: stages.${name}`, count(1), slots);
  }
  const bounds = { stages: new Map(Object.entries(stages)), concurrency, highWaterMark, barrier };
  const run = new SimulatedRun(timeline, workloadOf(timeline), bounds, gatesOf(timeline, new HoldUps(timeline)));
  const simulated = run.play();
  return {
    ...simulated,
    concurrency,
    highWaterMark,
    stages: timeline.stages.map((stage) => ({ ...stage, concurrency: stages[stage.name] ?? stage.concurrency })),
  };
}
