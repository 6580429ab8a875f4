import type { AddressInfo } from 'node:net';
import { deprecations } from './deprecations.js';
import { installed } from './installed.js';
import { packuments } from './packuments.js';
import { registryServer } from './server.js';

/** What the process says to its parent, once. */
export interface Listening {
  readonly port: number;
}

/*
 * The embedded registry's own process. It says on its IPC channel where it listens, and lives as long as that channel: however its parent ends, it
 * ends too.
 */
const [nodeModules = '', seed = ''] = process.argv.slice(2);

process.once('disconnect', () => process.exit());
// A terminal sends Ctrl-C to the whole process group: what to do about it is the parent's decision.
process.on('SIGINT', () => undefined);

const server = registryServer(packuments(installed(nodeModules), deprecations(nodeModules)), Number(seed));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  if (process.connected) process.send?.({ port } satisfies Listening);
  else process.exit();
});
