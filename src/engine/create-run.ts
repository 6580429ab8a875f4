import type { Unsubscribable } from 'rxjs';
import type { Outcome } from '../outcome.js';
import { PipelineRun } from './pipeline-run.js';
import type { Consumer, Run } from './consumer.js';
import type { Plan } from './plan.js';

/** What a watcher sees of a run. Each property returns the current value. */
export interface RunView {
  readonly closed: boolean;
  /**
   * For each stage, the number of open attempts (or requests), and of branches that wait before it.
   */
  readonly stages: readonly { readonly name: string; readonly active: number; readonly waiting: number }[];
}

/** Watches all runs that begin, as a test in virtual time does. */
export interface Watcher {
  /** Returns the plan that a run uses instead of its own. */
  prepare(plan: Plan): Plan;
  /** A run of an input is about to open. */
  began(run: RunView & Unsubscribable, input: unknown): void;
}

let watcher: Watcher | undefined;

/**
 * Sets or removes the watcher of all runs that begin from now on.
 *
 * @returns the previous one
 */
export function watchRuns(by: Watcher | undefined): Watcher | undefined {
  const before = watcher;
  watcher = by;
  return before;
}

/** Creates one run of a plan. */
export function createRun(plan: Plan, input: unknown, consumer: Consumer<Outcome>): Run {
  const run = new PipelineRun(watcher?.prepare(plan) ?? plan, input, consumer);
  watcher?.began(run, input);
  return run;
}
