/* A server for jobs, which a process of its own starts and tells the address of. Both end with whoever has started them. */
import { once } from 'node:events';
import { SERVER_KINDS, type ServerId } from './kinds.mjs';

const left = once(process, 'disconnect');
const server = await SERVER_KINDS[process.argv[2] as ServerId].start();
process.send?.(server.url);
await left;
await server.stop();
process.exit();
