/** One way to do some work, in a form that can be run again and again. */
export interface Workload {
  /** How many tasks of the second round there are: what everything costs is told for one of them. */
  readonly tasks: number;
  /** How many times it runs before it is measured, until V8 has optimised what there is to optimise. */
  readonly warmUp: number;
  /** How many times it runs while it is measured. */
  readonly measured: number;
  /** Does all of the work once, and throws unless every task was done. */
  readonly run: () => Promise<void>;
}
