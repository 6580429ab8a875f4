import { count, OBJECT, oneOf, readOptions, unfit, fits, type Rule } from '../check.js';
import { quote } from '../quote.js';
import { HoldUps } from './holdups.js';
import { gatesOf } from './simulation/gates.js';
import { SimulatedRun } from './simulation/simulated-run.js';
import { workloadOf } from './simulation/workload.js';
import type { Timeline } from './timeline-types.js';

/** What {@link simulate} changes. What is left out stays as it was. */
export interface SimulatedChanges {
  /** The `concurrency` of stages, by their names. */
  readonly stages?: Readonly<Record<string, number>> | undefined;
  /** The `concurrency` of the pipeline. */
  readonly concurrency?: number | undefined;
  /** The `highWaterMark` of the pipeline. */
  readonly highWaterMark?: number | undefined;
  /** Whether a stage starts nothing until all stages before it have ended, as with `Promise.all` between the rounds. */
  readonly barrier?: boolean | undefined;
}

const RULES: Readonly<Record<keyof SimulatedChanges, Rule>> = {
  stages: OBJECT,
  concurrency: count(1),
  highWaterMark: count(1),
  barrier: oneOf([true, false]),
};

/** DOCS */
export function simulate(timeline: Timeline, changes: SimulatedChanges): Timeline {
  const { stages, concurrency, highWaterMark, barrier } = readOptions('simulate', changes, RULES, {
    stages: {} as Readonly<Record<string, number>>,
    concurrency: timeline.concurrency,
    highWaterMark: timeline.highWaterMark,
    barrier: false,
  });
  const names = timeline.stages.map(({ name }) => name);
  for (const [name, slots] of Object.entries(stages)) {
    if (!names.includes(name)) throw new TypeError(`simulate: stages has ${quote(name)}, but the stages are ${names.join(', ')}`);
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
