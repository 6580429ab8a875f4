import fc from 'fast-check';
import { simulate, type Timeline } from '../../src/observe/index';
import { PATIENCE, settings } from '../properties/settings';
import { bounds, nameOf, plainRuns, rounds, timelineOf, type Bounds } from './plain-runs';

const changesOf = ({ stages, concurrency, highWaterMark }: Bounds, { stages: infos }: Timeline) => ({
  concurrency,
  highWaterMark,
  stages: Object.fromEntries(infos.map((_, depth) => [nameOf(depth), stages[depth] as number])),
});

function makespan({ start, end }: Timeline): number {
  return end - start;
}

test(
  'simulating the same bounds takes as long as the run did',
  () => {
    fc.assert(
      fc.property(plainRuns, bounds([1000]), (run, bound) => {
        const recorded = timelineOf(run, bound);
        expect(makespan(simulate(recorded, {}))).toBe(makespan(recorded));
      }),
      settings(300),
    );
  },
  PATIENCE,
);

test(
  'simulating other bounds takes as long as the run really does with them',
  () => {
    fc.assert(
      fc.property(plainRuns, bounds([1000]), bounds([1, 2, 4, 1000]), (run, before, after) => {
        const recorded = timelineOf(run, before);
        expect(makespan(simulate(recorded, changesOf(after, recorded)))).toBe(makespan(timelineOf(run, after)));
      }),
      settings(500),
    );
  },
  PATIENCE,
);

test(
  'a simulated barrier takes as long as running one stage after another',
  () => {
    fc.assert(
      fc.property(plainRuns, bounds([1000]), (run, bound) => {
        const recorded = timelineOf(run, bound);
        expect(makespan(simulate(recorded, { barrier: true }))).toBe(rounds(run, bound));
      }),
      settings(300),
    );
  },
  PATIENCE,
);
