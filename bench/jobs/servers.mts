import { missing, startPostgres, startRedis } from '../../spec/distributed/support/servers.js';

/** The servers that BullMQ runs on, each by its package of Debian. */
const STARTS = { 'redis-server': startRedis, postgresql: startPostgres };

export type Server = keyof typeof STARTS;

/** What has to be installed for a server, in one sentence; `undefined` if nothing has to. */
export function lacks(server: Server): string | undefined {
  return missing('the benchmark of remote stages', [server]);
}

/** Starts a server, which `stop` ends. */
export async function start(server: Server): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  return STARTS[server]();
}
