import type { Unsubscribable } from 'rxjs';
import type { Outcome } from '../outcome.js';
import { PipelineRun } from './pipeline-run.js';
import type { Consumer, Run } from './consumer.js';
import type { Plan } from './plan.js';

/** What a watcher sees of a run: each property is as it is when it is read. */
export interface RunView {
  readonly closed: boolean;
  /** For each stage the attempts, or requests, that are open, and the branches that wait before it. */
  readonly stages: readonly { readonly name: string; readonly active: number; readonly waiting: number }[];
}

/** Watches all runs that begin, as a test in virtual time does. */
export interface Watcher {
  /** Says what a run is to go by instead of its plan. */
  prepare(plan: Plan): Plan;
  /** A run of an input is about to open. */
  began(run: RunView & Unsubscribable, input: unknown): void;
}

let watcher: Watcher | undefined;

/** Lets somebody watch all runs that begin from now on, or nobody. @returns who has until now */
export function watchRuns(by: Watcher | undefined): Watcher | undefined {
  const before = watcher;
  watcher = by;
  return before;
}

/** Makes one run of a plan. */
export function createRun(plan: Plan, input: unknown, consumer: Consumer<Outcome>): Run {
  const run = new PipelineRun(watcher?.prepare(plan) ?? plan, input, consumer);
  watcher?.began(run, input);
  return run;
}
