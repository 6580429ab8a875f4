import type { Timeline } from './timeline-types.js';

/** Microseconds in a ms. */
const MICRO = 1000;

/** The position of things in a trace. */
export class TracePlace {
  private readonly start: number;
  private readonly processes: ReadonlyMap<string, number>;

  constructor({ start, stages }: Timeline) {
    this.start = start;
    this.processes = new Map(stages.map(({ name }, index) => [name, index + 1]));
  }

  /**
   * Returns microseconds since the run began.
   *
   * @param time - in ms, by the run's scheduler
   */
  timeOf(time: number): number {
    return (time - this.start) * MICRO;
  }

  processOf(stage: string): number {
    return this.processes.get(stage) ?? 0;
  }
}
