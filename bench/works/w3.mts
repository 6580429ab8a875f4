import { CLIENTS, type ClientName } from '../http/clients.mjs';
import { rate } from '../measure/metrics.mjs';
import { CHAIN, EVERYBODY, OURS, POOL, type PeerName } from '../peers/index.mjs';
import { size } from '../tasks/size.mjs';
import { promiseCase } from './cases.mjs';
import { CPU, IN_FLIGHT, PEAK, RATE } from './columns.mjs';
import type { Case, Target, Work } from './work.mjs';

const clients = Object.keys(CLIENTS) as ClientName[];
const [first = 'axios `http`'] = clients;

const named = (peer: string, client: string): string => `${peer}; ${client}`;

/** A client that takes next to nothing has many runs: what the compiler takes is over by the last of them. */
const RUNS: Readonly<Partial<Record<ClientName, number>>> = { 'undici `request`': 24 };

function asking(peer: PeerName, client: ClientName): Case {
  return promiseCase(named(peer, client), EVERYBODY[peer], {
    async tasks({ width }) {
      const { startServer } = await import('../http/start-server.mjs');
      const { requests } = await import('../http/requests.mjs');
      return requests(await CLIENTS[client](await startServer(width)));
    },
    full: size(500, 5, 50),
    short: size(20, 5, 50),
    runs: RUNS[client] ?? 4,
  });
}

function asManyAsThePool(client: ClientName): Target {
  return {
    claim: `requests/s, ${OURS} to ${POOL}; ${client}`,
    value: (results) => results.ratio(named(OURS, client), named(POOL, client), rate),
    atLeast: 0.97,
  };
}

export const w3: Work = {
  id: 'w3',
  title: 'W3: real HTTP',
  about:
    '500 roots with 5 leaves each by HTTP over the loopback, from a server in a process of its own that takes 2 ms for each answer; 50 + 50 slots, connections kept. Requests a second of the fastest run in a process; the CPU time is that of the client.',
  cases: [
    ...([OURS, POOL, 'p-map, barrier', 'p-queue', 'p-map, `pMapIterable`', 'Effect, `forEach`', CHAIN] as const).map((peer) => asking(peer, first)),
    ...clients.slice(1).flatMap((client) => [asking(OURS, client), asking(POOL, client)]),
  ],
  rounds: 4,
  limit: 40,
  columns: [RATE, CPU, PEAK, IN_FLIGHT],
  targets: clients.map(asManyAsThePool),
};
