import { w1 } from './w1.mjs';
import { w4 } from './w4.mjs';
import { w5 } from './w5.mjs';
import { w6 } from './w6.mjs';
import type { Work } from './work.mjs';

/** All works, in the order in which they are reported. */
export const WORKS: readonly Work[] = [w1, w4, w5, w6];
