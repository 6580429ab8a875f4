import { CLIENTS, type ClientName } from '../http/clients.mjs';
import { CHAIN, EVERYBODY, OURS, POOL, type PeerName } from '../peers/index.mjs';
import { size } from '../tasks/size.mjs';
import { promiseCase } from './cases.mjs';
import { CPU, IN_FLIGHT, PEAK, PER_REQUEST, RATE } from './columns.mjs';
import type { Case, Work } from './work.mjs';

const AXIOS: ClientName = 'axios `http`';

/** The name of the case of a subject that makes its requests with a client. */
export function withClient(peer: string, client: ClientName): string {
  return `${peer}; ${client}`;
}

/** A client that needs little CPU has many runs, so that V8 has compiled it by the last of them. */
const RUNS: Readonly<Partial<Record<ClientName, number>>> = { 'undici `request`': 24 };

function requesting(peer: PeerName, client: ClientName): Case {
  return promiseCase(withClient(peer, client), EVERYBODY[peer], {
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

const peers = [OURS, POOL, 'p-map, barrier', 'p-queue', 'p-map, `pMapIterable`', 'Effect, `forEach`', CHAIN] as const;
const others = (Object.keys(CLIENTS) as ClientName[]).filter((client) => client !== AXIOS);

/** The server has a process of its own; the figures are those of the client. */
export const w3: Work = {
  id: 'w3',
  title: 'W3: HTTP over the loopback',
  cases: [...peers.map((peer) => requesting(peer, AXIOS)), ...others.flatMap((client) => [requesting(OURS, client), requesting(POOL, client)])],
  rounds: 4,
  limit: 40,
  columns: [RATE, CPU, PER_REQUEST, PEAK, IN_FLIGHT],
};
