import type { Results } from '../measure/results.mjs';
import type { Measured } from '../measure/sample.mjs';

/** One subject with one job, sampled in a process of its own. */
export interface Case {
  /** Its name in tables, unique within a work. */
  readonly name: string;
  /** Measures in this process: the full job, or a short one that only shows that it runs and counts right. */
  readonly measure: (short: boolean) => Promise<Measured>;
  /** The sample is given up after this many seconds, if not after those of the work. */
  readonly limit?: number;
  /** Whether this machine has what the case needs; without this, it always has. */
  readonly isThere?: () => Promise<boolean>;
}

/** One column of a table. */
export interface Column {
  readonly heading: string;
  readonly cell: (results: Results, name: string) => string;
}

/** One kind of job, done by several subjects. */
export interface Work {
  readonly id: string;
  readonly title: string;
  readonly cases: readonly Case[];
  /** The names of the cases that are also measured on the older Node. */
  readonly old?: readonly string[];
  readonly rounds: number;
  /** Whether it differs from another work only in size: then its short form shows nothing new. */
  readonly repeats?: boolean;
  /** A module of Node that it needs, which older versions do not have. */
  readonly needs?: string;
  /** What this machine lacks for it, in one sentence; `undefined` if nothing. */
  readonly lacks?: () => string | undefined;
  /** A sample is given up after this many seconds. */
  readonly limit: number;
  /** The columns of its table on the terminal. */
  readonly columns: readonly Column[];
}
