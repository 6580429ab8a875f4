/** Stands for the library of the work that is best at the metric. */
export const FASTEST_LIBRARY = 'the fastest library';
/** Stands for the schedule without any overhead that the works W2 and W7 simulate. */
export const IDEAL = 'the ideal';

/** What is compared. */
export type MetricName = 'cpu' | 'perTask' | 'wall' | 'first' | 'peak' | 'rate' | 'requests';

/** A bound on what this library may cost beside something else. Users do not need it. */
export interface Target {
  /** What it is about; no other target has the same name. */
  readonly name: string;
  /** The id of the work that measures it. */
  readonly work: string;
  readonly metric: MetricName;
  /** The case that has to keep the bound. */
  readonly subject: string;
  /** The case that it is compared with, `FASTEST_LIBRARY` or `IDEAL`. */
  readonly base: string;
  /** Whether the bound is on the quotient of both figures, as it is by default, or on how much more the subject needs. */
  readonly compared?: 'as ratio' | 'as difference';
  readonly atMost?: number;
  readonly atLeast?: number;
}
