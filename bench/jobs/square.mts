import { stage } from 'rxjs-stages';

/** The stage of both sides: all that takes time is what carries its jobs. */
export const square = stage('square', (n: number) => Promise.resolve(n * n));

export const QUEUE = 'bench';
