import type { Gauge } from '../tasks/gauge.mjs';
import type { Measured } from './sample.mjs';

/**
 * No run begins in a process that has measured for so long, in ms. CPU time is what counts: on a machine that is busy, too, a subject has the runs that it
 * takes until it is compiled.
 */
const ENOUGH = { cpu: 2_500, wall: 8_000 };

/** One run of a job. */
export interface Trial {
  readonly run: () => Promise<void>;
  /** One for each kind of request. */
  readonly gauges: readonly Gauge[];
  /** When the first result was delivered. */
  readonly firstAt: () => number;
  /** Throws unless the job was done as it should be. */
  readonly check: () => void;
}

/**
 * Runs a job some times, checks each run, and returns the best. Garbage collection is not forced
 * between runs: that deoptimises.
 *
 * @param make - makes the job of one run; that is not measured
 * @param runs - the most runs
 */
export async function bestOf(make: () => Trial, runs: number): Promise<Measured> {
  let best = { cpu: Infinity, wall: Infinity, first: NaN };
  let tasks = 0;
  let inFlight: readonly number[] = [];
  const spent = { cpu: 0, wall: 0 };
  for (let made = 0; made < runs && spent.cpu < ENOUGH.cpu && spent.wall < ENOUGH.wall; made++) {
    const trial = make();
    const wallBefore = performance.now();
    const cpuBefore = process.cpuUsage();
    await trial.run();
    const { user, system } = process.cpuUsage(cpuBefore);
    const wall = performance.now() - wallBefore;
    trial.check();
    spent.cpu += (user + system) / 1000;
    spent.wall += wall;
    const cpu = Math.min(best.cpu, (user + system) / 1000);
    best = wall < best.wall ? { cpu, wall, first: trial.firstAt() - wallBefore } : { ...best, cpu };
    tasks = trial.gauges.reduce((sum, { calls }) => sum + calls, 0);
    inFlight = trial.gauges.map(({ max }, kind) => Math.max(inFlight[kind] ?? 0, max));
  }
  return { ...best, peak: process.resourceUsage().maxRSS / 1024, tasks, inFlight };
}
