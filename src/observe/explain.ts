import { CriticalPath } from './critical-path.js';
import type { Explanation, HeldUp, SlowAttempt } from './explanation.js';
import { HoldUps } from './holdups.js';
import { lowerBoundOf } from './lower-bound.js';
import { queuedOn } from './queued-on.js';
import { gatesOf } from './simulation/gates.js';
import { SimulatedRun } from './simulation/simulated-run.js';
import { workloadOf } from './simulation/workload.js';
import type { Timeline } from './timeline-types.js';

/** How many of the slowest attempts are listed. */
const SLOWEST = 10;

/**
 * Explains where the time of a run went: what its end waited for, which bounds held branches up,
 * and how long it would have taken with a barrier between the stages.
 *
 * Use after a run, with what {@link timeline} emits; {@link simulate} tells what another bound
 * would change.
 *
 * - `criticalPath` goes back from the branch that ended last: from each attempt to the one that
 *   emitted its input, or, if it waited for a slot, to the attempt that freed the slot.
 * - `bounds` attributes each wait to the bound that was reached meanwhile. The order is: the
 *   stage's `concurrency`, the pipeline's, the `highWaterMark` before a stage that follows, the
 *   stage's `limit`, or its pause. Roots that a source has not emitted yet do not wait.
 * - `barrier` and `lowerBound` use the same attempts with the same durations: see {@link simulate}.
 * - `queued` tells how much of the critical path jobs of remote stages waited for a worker.
 * - A timeline that is a sample (`sampled` < 1) is explained as if there were nothing else: slots
 *   held by other branches look free.
 *
 * @example
 * ```ts
 * import { Subject } from 'rxjs';
 * import { pipeline, stage, type PipelineEvent } from 'rxjs-stages';
 * import { explain, timeline } from 'rxjs-stages/observe';
 *
 * const events = new Subject<PipelineEvent>();
 * events.pipe(timeline()).subscribe((run) => {
 *   const { makespan, barrier, lowerBound, bounds } = explain(run);
 *   console.log(`${makespan} ms; with a barrier ${barrier} ms; at least ${lowerBound} ms`);
 *   for (const { kind, stage: name, critical } of bounds) console.log(`${critical} ms: ${kind} ${name ?? ''}`);
 * });
 *
 * const user = stage('user', (id: number) => Promise.resolve(id), { concurrency: 4 });
 * pipeline(user, { onEvent: events })([1, 2, 3]).subscribe();
 * ```
 *
 * @param timeline - of one run
 * @returns plain data
 */
export function explain(timeline: Timeline): Explanation {
  return investigate(timeline).explanation;
}

/** What is known of a run once it is explained. */
export interface Investigation {
  readonly explanation: Explanation;
  readonly holdUps: HoldUps;
  /** The same run with a barrier between its stages. */
  readonly rounds: Timeline;
}

/** Explains a run, and also returns what that needed. */
export function investigate(timeline: Timeline): Investigation {
  const { start, end, branches, created } = timeline;
  const workload = workloadOf(timeline);
  const holdUps = new HoldUps(timeline);
  const path = new CriticalPath(timeline, holdUps, workload);
  const bounds = { ...timeline, stages: new Map<string, number>(), barrier: true };
  const rounds = new SimulatedRun(timeline, workload, bounds, gatesOf(timeline, holdUps)).play();
  const explanation = {
    makespan: end - start,
    barrier: rounds.end - rounds.start,
    ...lowerBoundOf(timeline, workload),
    criticalPath: path.links,
    queued: queuedOn(path.links, timeline),
    bounds: heldUpBy(holdUps, path),
    slowest: slowestOf(timeline),
    sampled: created === 0 ? 1 : branches.length / created,
  };
  return { explanation, holdUps, rounds };
}

function heldUpBy({ waited }: HoldUps, { heldUp }: CriticalPath): HeldUp[] {
  return [...new Set([...heldUp.keys(), ...waited.keys()])]
    .map((holdUp) => ({ ...holdUp, critical: heldUp.get(holdUp) ?? 0, waited: waited.get(holdUp) ?? 0 }))
    .sort((one, other) => other.critical - one.critical || other.waited - one.waited);
}

function slowestOf({ branches, end: now }: Timeline): SlowAttempt[] {
  return branches
    .flatMap((branch) => branch.spans.flatMap((span) => (span.kind === 'attempt' ? [{ branch, span, ms: (span.end ?? now) - span.start }] : [])))
    .sort((one, other) => other.ms - one.ms)
    .slice(0, SLOWEST)
    .map(({ branch: { branch, stage, path }, span: { attempt, page, status }, ms }) => ({ branch, stage, path, attempt, page, ms, status }));
}
