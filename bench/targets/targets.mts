import { CLIENTS, type ClientName } from '../http/clients.mjs';
import { OTHERS } from '../peers/batches/index.mjs';
import { CHAIN, OURS, OURS_ITERATED, POOL } from '../peers/index.mjs';
import { BULLMQ, RUN } from '../works/bullmq.mjs';
import { OBSERVABLES, PROMISES, withSlots } from '../works/concurrency.mjs';
import { withRoots } from '../works/growing.mjs';
import { SETTLED } from '../works/inners.mjs';
import { observed } from '../works/observing.mjs';
import { CONTEXTS, RETRY, TIMEOUT } from '../works/overheads.mjs';
import { GOVERNED, PLAIN } from '../works/w6.mjs';
import { JOURNAL } from '../works/journal.mjs';
import { withClient } from '../works/w3.mjs';
import { VIRTUAL } from '../works/w7.mjs';
import { VIRTUAL as VIRTUAL_BATCHES, VIRTUAL_WINDOW } from '../works/w8.mjs';
import { FASTEST_LIBRARY, IDEAL, type Target } from './target.mjs';

const ours = { subject: OURS } as const;
const iterated = { subject: OURS_ITERATED } as const;
const clients = Object.keys(CLIENTS) as ClientName[];

/** All targets, by the order of the works. `npm run bench` prints which are met. */
export const TARGETS: readonly Target[] = [
  { name: '20,000 roots, libraries', work: 'w1', metric: 'cpu', ...ours, base: FASTEST_LIBRARY, atMost: 0.5 },
  { name: '20,000 roots, pool', work: 'w1', metric: 'cpu', ...ours, base: POOL, atMost: 2 },
  { name: '`for await` and subscribe', work: 'w1', metric: 'cpu', ...iterated, base: OURS, atMost: 1.15 },
  { name: '2,000 roots, chain', work: 'w1a', metric: 'cpu', ...ours, base: CHAIN, atMost: 0.2 },
  { name: 'cold, CPU', work: 'cold', metric: 'cpu', ...ours, base: CHAIN, atMost: 0.7 },
  { name: 'cold, time', work: 'cold', metric: 'wall', ...ours, base: CHAIN, atMost: 0.7 },
  {
    name: 'a million roots and 10,000',
    work: 'growth',
    metric: 'perTask',
    subject: withRoots(OURS, 1_000_000),
    base: withRoots(OURS, 10_000),
    atMost: 1.2,
  },
  { name: 'lists, chain', work: 'w1s', metric: 'cpu', ...ours, base: CHAIN, atMost: 0.25 },
  // This bound is for 20,000 roots. The work with 2,000, w1oa, has none: see the README.
  { name: 'Observables later, chain', work: 'w1o', metric: 'cpu', ...ours, base: CHAIN, atMost: 0.52 },
  { name: 'Observables later, pool', work: 'w1o', metric: 'cpu', ...ours, base: POOL, atMost: 2 },
  { name: 'Observables at once, chain', work: 'w1so', metric: 'cpu', ...ours, base: SETTLED, atMost: 0.35 },
  { name: 'timers, total', work: 'w2', metric: 'wall', ...ours, base: IDEAL, atMost: 1.02 },
  { name: 'timers, first result', work: 'w2', metric: 'first', ...ours, base: IDEAL, compared: 'as difference', atMost: 3 },
  ...clients.map((client): Target => {
    const [subject, base] = [withClient(OURS, client), withClient(POOL, client)];
    return { name: `HTTP, ${client}`, work: 'w3', metric: 'rate', subject, base, atLeast: 0.97 };
  }),
  { name: 'a million roots, `for await`, libraries', work: 'w4', metric: 'cpu', ...iterated, base: FASTEST_LIBRARY, atMost: 0.5 },
  { name: 'a million roots, libraries', work: 'w4', metric: 'cpu', ...ours, base: FASTEST_LIBRARY, atMost: 0.5 },
  { name: 'a million roots, `for await`, memory', work: 'w4', metric: 'peak', ...iterated, base: POOL, atMost: 1.3 },
  { name: 'a million roots, memory', work: 'w4', metric: 'peak', ...ours, base: POOL, atMost: 1.3 },
  { name: 'slow second round', work: 'w5', metric: 'wall', ...ours, base: POOL, atMost: 1.6 },
  { name: 'slow second round, `for await`', work: 'w5', metric: 'wall', ...iterated, base: POOL, atMost: 2 },
  { name: 'slow second round, memory', work: 'w5', metric: 'peak', ...ours, base: POOL, atMost: 1.3 },
  { name: 'slow second round, `for await`, memory', work: 'w5', metric: 'peak', ...iterated, base: POOL, atMost: 1.3 },
  { name: 'a journal', work: 'journal', metric: 'wall', subject: JOURNAL, base: OURS, atMost: 1.05 },
  { name: 'jobs on Redis', work: 'bullmq-redis', metric: 'rate', subject: RUN, base: BULLMQ, atLeast: 0.75 },
  { name: 'jobs on PostgreSQL', work: 'bullmq-postgres', metric: 'rate', subject: RUN, base: BULLMQ, atLeast: 0.75 },
  { name: 'everything on', work: 'w6', metric: 'cpu', subject: GOVERNED, base: PLAIN, atMost: 1.5 },
  { name: 'trees in virtual time', work: 'w7', metric: 'wall', subject: VIRTUAL, base: IDEAL, atMost: 1 },
  { name: 'trees, total', work: 'w7', metric: 'wall', ...ours, base: IDEAL, atMost: 1.1 },
  { name: 'trees, first object', work: 'w7', metric: 'first', ...ours, base: IDEAL, compared: 'as difference', atMost: 5 },
  ...Object.keys(OTHERS).flatMap((base): Target[] => [
    { name: `batches, ${base}`, work: 'w8', metric: 'cpu', ...ours, base, atMost: 1 },
    { name: `batches, requests, ${base}`, work: 'w8', metric: 'requests', ...ours, base, atMost: 1 },
  ]),
  // Both end with the last of the first requests. The latencies of batches are drawn in their order, and so are others.
  { name: 'batches and a window, total', work: 'w8', metric: 'wall', subject: VIRTUAL_BATCHES, base: VIRTUAL_WINDOW, atMost: 1.02 },
  { name: 'batches and a window, first result', work: 'w8', metric: 'first', subject: VIRTUAL_BATCHES, base: VIRTUAL_WINDOW, atMost: 1 },
  ...[
    { name: 'an unused timeout', subject: TIMEOUT, atMost: 120 },
    { name: 'an unused retry', subject: RETRY, atMost: 50 },
    { name: 'an async context per root', subject: CONTEXTS, atMost: 35 },
  ].map((one): Target => ({ ...one, work: 'overheads', metric: 'perTask', base: OURS, compared: 'as difference' })),
  ...[
    { name: 'observing by progress()', subject: observed('progress'), atMost: 1.25 },
    { name: 'observing by timeline()', subject: observed('timeline'), atMost: 1.6 },
  ].map((one): Target => ({ ...one, work: 'observing', metric: 'cpu', base: observed('nobody') })),
  ...[PROMISES, OBSERVABLES].map((subject): Target => {
    const [many, few] = [withSlots(subject, 10_000), withSlots(subject, 16)];
    return { name: `10,000 slots, ${subject}`, work: 'concurrency', metric: 'perTask', subject: many, base: few, atMost: 1.5 };
  }),
];
