import type { Results } from '../measure/results.mjs';
import type { Measured } from '../measure/sample.mjs';

/** Somebody who does something, in a process of its own. */
export interface Case {
  /** What it is called in tables; within a work no other case is called so. */
  readonly name: string;
  /** Measures in this process: all of it, or so little of it that it only shows that it runs and counts right. */
  readonly measure: (short: boolean) => Promise<Measured>;
  /** After how many seconds its sample is given up, instead of what the work says. */
  readonly limit?: number;
  /** Whether this machine has what it takes; it has, unless this is said. */
  readonly isThere?: () => Promise<boolean>;
}

/** One column of a work's table. */
export interface Column {
  readonly heading: string;
  readonly cell: (results: Results, name: string) => string;
}

/** What is aimed at. */
export interface Target {
  readonly claim: string;
  readonly value: (results: Results) => number;
  readonly unit?: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** A picture of what was measured. */
export interface Picture {
  readonly file: string;
  readonly alt: string;
  readonly svg: string;
}

/** One kind of job, done by several. */
export interface Work {
  readonly id: string;
  readonly title: string;
  /** What is done and measured, as a paragraph of Markdown. */
  readonly about: string;
  readonly cases: readonly Case[];
  readonly rounds: number;
  /** Whether it is another work but for its size: then the short form shows nothing new. */
  readonly repeats?: boolean;
  /** After how many seconds a sample is given up. */
  readonly limit: number;
  readonly columns: readonly Column[];
  readonly targets: readonly Target[];
  readonly pictures?: (results: Results) => readonly Picture[];
}
