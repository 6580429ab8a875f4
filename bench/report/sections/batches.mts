import { cpu, first, requests, wall } from '../../measure/metrics.mjs';
import { BATCH_PEERS, BUFFERED } from '../../peers/batches/index.mjs';
import { OURS } from '../../peers/index.mjs';
import { CPU, FIRST, PER_TASK, WALL } from '../../works/columns.mjs';
import { REQUESTS, VIRTUAL, VIRTUAL_WINDOW, w8 } from '../../works/w8.mjs';
import { fold, told } from '../numbers.mjs';
import { resultsOf, type Section } from '../section.mjs';
import { tableOf } from '../table.mjs';

export const batches: Section = {
  title: 'One request for many ids',
  works: [w8],
  parts(measured) {
    const results = resultsOf(measured, w8);
    const virtual = (name: string): string =>
      `${told(results.of(name, first), 'ms')} to the first outcome, ${told(results.of(name, wall), 'ms')} to the last, ${told(results.of(name, requests), 'requests')}`;
    return [
      `100,000 ids, all known at the beginning. A request is for up to 100 of them and takes one turn of the event loop. At most 4 requests are in flight. One id in
a hundred fails.`,
      tableOf(w8, results, { names: Object.keys(BATCH_PEERS), columns: [CPU, PER_TASK, REQUESTS, WALL, FIRST] }),
      `- *rxjs-stages* uses ${fold(results.ratio(OURS, 'DataLoader', cpu))} the CPU of DataLoader, which has no bound on requests in flight: the benchmark adds one by hand.
- *\`bufferCount\` and \`mergeMap\`* make nothing for an id: there is no outcome, a request that fails ends everything, and what came of each id is read off
  a list by hand. rxjs-stages uses ${fold(results.ratio(OURS, BUFFERED, cpu))} its CPU.`,
      `In virtual time 2,000 ids come one by one, from requests of their own. A batch starts when a slot is free: ${virtual(VIRTUAL)}. With
\`bufferTime(10)\` it starts after 10 ms: ${virtual(VIRTUAL_WINDOW)}. Fewer requests need a smaller \`concurrency\`, or \`wait\`.`,
    ];
  },
};
