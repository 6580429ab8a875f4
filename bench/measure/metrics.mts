import type { Measured } from './sample.mjs';

/** CPU time, in ms. */
export const cpu = (measured: Measured): number => measured.cpu;
/** CPU time, in ns for each task. */
export const perTask = (measured: Measured): number => (measured.cpu * 1e6) / measured.tasks;
/** Time, in ms. */
export const wall = (measured: Measured): number => measured.wall;
/** Time until the first result of the second round, in ms. */
export const first = (measured: Measured): number => measured.first;
/** Peak memory, in MB. */
export const peak = (measured: Measured): number => measured.peak;
/** Requests, where one is for several tasks. */
export const requests = (measured: Measured): number => measured.requests ?? NaN;
/** Tasks a second. */
export const rate = (measured: Measured): number => (measured.tasks / measured.wall) * 1000;
