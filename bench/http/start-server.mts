import { fork } from 'node:child_process';
import { once } from 'node:events';
import { compiled } from '../measure/compiled.mjs';

/** Starts the server, which ends with this process, and gives its address. */
export async function startServer(width: number): Promise<string> {
  const server = fork(compiled('http/server.mjs'), [String(width)]);
  const [port] = (await once(server, 'message')) as [number];
  return `http://127.0.0.1:${String(port)}`;
}
