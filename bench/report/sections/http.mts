import { perTask, rate } from '../../measure/metrics.mjs';
import { OURS, POOL } from '../../peers/index.mjs';
import { PEAK, PER_REQUEST, RATE } from '../../works/columns.mjs';
import { w3, withClient } from '../../works/w3.mjs';
import { fold } from '../numbers.mjs';
import { resultsOf, type Section } from '../section.mjs';
import { tableOf } from '../table.mjs';

export const http: Section = {
  title: 'HTTP requests',
  works: [w3],
  parts(measured) {
    const results = resultsOf(measured, w3);
    const [axios, undici] = [withClient(OURS, 'axios `http`'), withClient(OURS, 'undici `request`')];
    const besidePool = (client: 'axios `http`' | 'undici `request`'): string =>
      fold(results.ratio(withClient(OURS, client), withClient(POOL, client), rate));
    return [
      `500 roots with 5 leaves each over the loopback, from a server in another process that takes 2 ms for each answer; concurrency 50 in each stage,
connections kept alive. The CPU is that of the client's process.`,
      tableOf(w3, results, { columns: [RATE, PER_REQUEST, PEAK] }),
      `With axios rxjs-stages makes ${besidePool('axios `http`')} as many requests a second as the hand-written pool, with undici
${besidePool('undici `request`')} as many. Which client you use matters more: undici makes ${fold(results.ratio(undici, axios, rate))} as many requests a second as
axios, and a request costs ${fold(results.ratio(undici, axios, perTask))} the CPU.`,
    ];
  },
};
