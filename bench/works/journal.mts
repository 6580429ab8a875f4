import { CLIENTS } from '../http/clients.mjs';
import { wall } from '../measure/metrics.mjs';
import { OURS } from '../peers/index.mjs';
import { size } from '../tasks/size.mjs';
import { promiseCase, type PromiseDoing } from './cases.mjs';
import { added, against, CPU, PER_REQUEST, WALL } from './columns.mjs';
import type { Work } from './work.mjs';

export const JOURNAL = `${OURS}, a journal`;
const DURABLE = `${OURS}, a journal, \`durable: 'power'\``;

const requesting: PromiseDoing = {
  async tasks({ width }) {
    const { startServer } = await import('../http/start-server.mjs');
    const { requests } = await import('../http/requests.mjs');
    return requests(await CLIENTS['axios `http`'](await startServer(width)));
  },
  full: size(500, 5, 50),
  short: size(20, 5, 50),
  runs: 6,
};

/** The requests of W3, all of whose answers are stored. */
export const journal: Work = {
  id: 'journal',
  title: 'A journal of real requests',
  cases: [
    promiseCase(OURS, async () => (await import('../peers/rxjs-stages.mjs')).subscribed, requesting),
    promiseCase(JOURNAL, async () => (await import('../peers/journal.mjs')).journaled('process'), requesting),
    promiseCase(DURABLE, async () => (await import('../peers/journal.mjs')).journaled('power'), requesting),
  ],
  rounds: 5,
  needs: 'node:sqlite',
  limit: 40,
  columns: [WALL, CPU, PER_REQUEST, added(OURS), against(OURS, wall)],
};
