import type { Run } from '../tasks/job.mjs';
import type { Size } from '../tasks/size.mjs';
import { check, type Trial } from '../tasks/trial.mjs';
import type { Measured } from './sample.mjs';

/**
 * No run begins in a process that has measured for so long, in ms. CPU time is what counts: on a machine that is busy, too, a subject has the runs that it
 * takes until it is compiled.
 */
const ENOUGH = { cpu: 2_500, wall: 8_000 };

/** What is run, and how often. */
export interface Trials<First, Second> {
  /** Makes the job of one run; that is not measured. */
  readonly make: () => Trial<First, Second>;
  readonly run: Run<First, Second>;
  readonly size: Size;
  readonly keepsBound: boolean;
  readonly runs: number;
}

/** Runs a job some times, checks each time that it was done, and gives the best. Nobody calls for a garbage collection between two runs: that deoptimises. */
export async function bestOf<First, Second>({ make, run, size, keepsBound, runs }: Trials<First, Second>): Promise<Measured> {
  let best = { cpu: Infinity, wall: Infinity, first: NaN };
  let tasks = 0;
  let inFlight: [number, number] = [0, 0];
  const spent = { cpu: 0, wall: 0 };
  for (let made = 0; made < runs && spent.cpu < ENOUGH.cpu && spent.wall < ENOUGH.wall; made++) {
    const trial = make();
    const { tally, gauges } = trial;
    const wallBefore = performance.now();
    const cpuBefore = process.cpuUsage();
    await run(trial.job);
    const { user, system } = process.cpuUsage(cpuBefore);
    const wall = performance.now() - wallBefore;
    check(trial, size, keepsBound);
    spent.cpu += (user + system) / 1000;
    spent.wall += wall;
    const cpu = Math.min(best.cpu, (user + system) / 1000);
    best = wall < best.wall ? { cpu, wall, first: tally.firstAt - wallBefore } : { ...best, cpu };
    tasks = gauges.first.calls + gauges.second.calls;
    inFlight = [Math.max(inFlight[0], gauges.first.max), Math.max(inFlight[1], gauges.second.max)];
  }
  return { ...best, peak: process.resourceUsage().maxRSS / 1024, tasks, inFlight };
}
