import { fork } from 'node:child_process';
import path from 'node:path';
import { Observable } from 'rxjs';
import type { Listening } from './process.js';
import type { Registry } from './registry.js';

/**
 * Runs a registry of what is installed in a process of its own while it is subscribed to.
 *
 * @returns emits how to reach it, once it listens
 */
export function embeddedRegistry(nodeModules: string, seed: number): Observable<Registry> {
  return new Observable((subscriber) => {
    const child = fork(path.join(__dirname, 'process.ts'), [nodeModules, String(seed)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    child.once('message', ({ port }: Listening) => {
      subscriber.next({ url: `http://127.0.0.1:${String(port)}`, local: true });
    });
    child.once('error', (reason) => {
      subscriber.error(reason);
    });
    child.once('exit', () => {
      subscriber.error(new Error('the embedded registry has ended before its client'));
    });
    return () => child.kill();
  });
}
