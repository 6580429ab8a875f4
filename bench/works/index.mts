import { bullmqPostgres, bullmqRedis } from './bullmq.mjs';
import { cold } from './cold.mjs';
import { concurrency } from './concurrency.mjs';
import { growth } from './growth.mjs';
import { w1o, w1oa, w1s, w1so } from './inners.mjs';
import { journal } from './journal.mjs';
import { memory } from './memory.mjs';
import { observing, observingTasks } from './observing.mjs';
import { overheads } from './overheads.mjs';
import { w1 } from './w1.mjs';
import { w1a } from './w1a.mjs';
import { w2 } from './w2.mjs';
import { w3 } from './w3.mjs';
import { w4 } from './w4.mjs';
import { w5 } from './w5.mjs';
import { w6 } from './w6.mjs';
import { w7 } from './w7.mjs';
import { w8 } from './w8.mjs';
import type { Work } from './work.mjs';

/** All works, in the order in which they are measured. */
export const WORKS: readonly Work[] = [
  w1,
  w1a,
  cold,
  growth,
  w1s,
  w1o,
  w1oa,
  w1so,
  w2,
  w3,
  w4,
  memory,
  w5,
  w6,
  w7,
  w8,
  overheads,
  observing,
  observingTasks,
  journal,
  bullmqRedis,
  bullmqPostgres,
  concurrency,
];
