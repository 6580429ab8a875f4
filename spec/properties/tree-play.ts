import fc from 'fast-check';
import { late, ticking, TickingScheduler } from '../reality/ticking-clock';
import { VirtualClock } from './clock';
import { modelOf } from './tree-model';
import { TreeRun } from './tree-run';
import type { TreeScenario } from './tree-scenario';
import { innerVerdict, modelVerdict } from './tree-verdict';

/* Each plays a scenario and returns what is wrong: with the model, or in the run itself. */

export function playedByModel(scenario: TreeScenario): readonly string[] {
  const model = modelOf(scenario);
  const run = new TreeRun(scenario);
  run.subscribe();
  run.play();
  return modelVerdict(run, model);
}

export function played(scenario: TreeScenario): readonly string[] {
  modelOf(scenario);
  const run = new TreeRun(scenario);
  run.subscribe();
  run.play();
  return innerVerdict(run);
}

export async function promisedByModel(scenario: TreeScenario, clock?: VirtualClock): Promise<readonly string[]> {
  const model = modelOf(scenario);
  const run = new TreeRun(scenario, clock);
  run.subscribe();
  await run.playWithPromises();
  return modelVerdict(run, model);
}

export async function promised(scenario: TreeScenario, clock?: VirtualClock): Promise<readonly string[]> {
  modelOf(scenario);
  const run = new TreeRun(scenario, clock);
  run.subscribe();
  await run.playWithPromises();
  return innerVerdict(run);
}

/** Iterates, and leaves after so many results. */
export async function iterated(scenario: TreeScenario, most: number): Promise<readonly string[]> {
  const model = modelOf(scenario);
  const run = new TreeRun(scenario);
  await run.iterate(most);
  return run.state === 'left' ? innerVerdict(run) : modelVerdict(run, model);
}

/** Two runs that share limits and caches, the second of which begins so many frames later. */
export async function shared(scenario: TreeScenario, frames: number): Promise<readonly string[]> {
  modelOf(scenario);
  const one = new TreeRun(scenario);
  const other = new TreeRun({ ...scenario, leaving: undefined }, one.clock, one);
  one.subscribe();
  one.clock.after(frames, () => {
    other.subscribe();
  });
  await one.playWithPromises();
  return [...innerVerdict(one), ...innerVerdict(other)];
}

/** How many results a consumer takes. */
export const takes = fc.option(fc.integer({ min: 1, max: 5 }), { nil: Infinity });

/** Clocks that go on between two readings. */
export const tickingClocks = fc
  .oneof(
    fc.nat(12).map((times) => late(times, 1 / 32)),
    fc.constantFrom(2 ** -14, 2 ** -17).map(ticking),
  )
  .map((read) => (): VirtualClock => new VirtualClock(new TickingScheduler(read)));
