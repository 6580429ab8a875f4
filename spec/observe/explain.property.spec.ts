import fc from 'fast-check';
import { explain } from 'rxjs-stages/observe';
import { PATIENCE, settings } from '../properties/settings';
import { bounds, plainRuns, timelineOf } from './plain-runs';

const marks = bounds([1, 2, 4, 1000]);

test(
  'the critical path goes from the beginning of a run to its end, without gaps',
  () => {
    fc.assert(
      fc.property(plainRuns, marks, (run, bound) => {
        const recorded = timelineOf(run, bound);
        const { criticalPath, makespan } = explain(recorded);
        const times = criticalPath.flatMap(({ start, end }) => [start, end]);

        expect(times.filter((_, index) => index % 2 === 0)).toEqual([recorded.start, ...times.filter((_, index) => index % 2 === 1).slice(0, -1)]);
        expect(times.at(-1)).toBe(recorded.start + makespan);
      }),
      settings(300),
    );
  },
  PATIENCE,
);

test(
  'no run is shorter than its lower bound, and one that has slots for all is no longer',
  () => {
    fc.assert(
      fc.property(plainRuns, bounds([1000]), (run, bound) => {
        const { makespan, barrier, lowerBound } = explain(timelineOf(run, bound));
        const free = explain(timelineOf(run, { stages: [1000, 1000, 1000], concurrency: Infinity, highWaterMark: 1000 }));

        expect(makespan).toBeGreaterThanOrEqual(lowerBound);
        expect(barrier).toBeGreaterThanOrEqual(lowerBound);
        expect(free.makespan).toBe(free.lowerBound);
      }),
      settings(300),
    );
  },
  PATIENCE,
);

test(
  'all the time that branches wait is attributed, and none twice',
  () => {
    fc.assert(
      fc.property(plainRuns, marks, (run, bound) => {
        const recorded = timelineOf(run, bound);
        const spans = recorded.branches.flatMap((branch) => branch.spans).filter(({ kind }) => kind !== 'attempt');
        const waits = spans.reduce((sum, { start, end = start }) => sum + end - start, 0);
        const { bounds: heldUp, makespan } = explain(recorded);

        expect(heldUp.reduce((sum, { waited }) => sum + waited, 0)).toBe(waits);
        expect(heldUp.reduce((sum, { critical }) => sum + critical, 0)).toBeLessThanOrEqual(makespan);
      }),
      settings(300),
    );
  },
  PATIENCE,
);
