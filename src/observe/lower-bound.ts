import type { Explanation } from './explanation.js';
import { SimulatedRun } from './simulation/simulated-run.js';
import type { Workload } from './simulation/task.js';
import type { Timeline } from './timeline-types.js';

type Bound = Pick<Explanation, 'lowerBound' | 'lowerBoundOf'>;

/**
 * What no schedule of a workload can beat: the longest chain, and the work over the slots that there
 * are for it (R. L. Graham, Bounds on Multiprocessing Timing Anomalies, SIAM J. Appl. Math. 17, 1969).
 */
export function lowerBoundOf(timeline: Timeline, workload: Workload): Bound {
  const { stages, concurrency } = timeline;
  const work = workOf(workload);
  const all = [...work.values()].reduce((sum, ms) => sum + ms, 0);
  const bounds: Bound[] = [
    { lowerBound: longestChain(timeline, workload), lowerBoundOf: 'chain' },
    ...stages.map((stage): Bound => ({ lowerBound: (work.get(stage.name) ?? 0) / stage.concurrency, lowerBoundOf: { stage: stage.name } })),
    { lowerBound: all / concurrency, lowerBoundOf: 'pipeline' },
  ];
  return bounds.reduce((best, bound) => (bound.lowerBound > best.lowerBound ? bound : best));
}

/** How long the run takes if nothing waits for a slot. */
function longestChain(timeline: Timeline, workload: Workload): number {
  const stages = new Map(timeline.stages.map(({ name }) => [name, Infinity]));
  const bounds = { stages, concurrency: Infinity, highWaterMark: Infinity, barrier: false };
  const { start, end } = new SimulatedRun(timeline, workload, bounds, new Map()).play();
  return end - start;
}

/** How long the attempts of each stage took together; those of a batch count once. */
function workOf({ tasks }: Workload): Map<string, number> {
  const work = new Map<string, number>();
  const batches = new Map<string, number>();
  for (const { branch, works } of tasks.values()) {
    const { stage } = branch;
    for (const { ms, span } of works) {
      const request = span.batch && `${String(span.batch.id)} ${stage}`;
      const counted = request === undefined ? 0 : (batches.get(request) ?? 0);
      work.set(stage, (work.get(stage) ?? 0) + Math.max(0, ms - counted));
      if (request !== undefined) batches.set(request, Math.max(ms, counted));
    }
  }
  return work;
}
