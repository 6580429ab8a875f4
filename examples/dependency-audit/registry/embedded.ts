import { fork } from 'node:child_process';
import path from 'node:path';
import type { AxiosRequestConfig } from 'axios';
import { Observable } from 'rxjs';
import type { Listening } from './process.js';

/**
 * Runs a registry of what is installed in a process of its own while it is subscribed to.
 *
 * @returns emits how to reach it, once it listens
 */
export function embeddedRegistry(nodeModules: string, seed: number): Observable<AxiosRequestConfig> {
  return new Observable((subscriber) => {
    const child = fork(path.join(__dirname, 'process.ts'), [nodeModules, String(seed)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    child.once('message', ({ port }: Listening) => {
      subscriber.next({ baseURL: `http://127.0.0.1:${String(port)}`, proxy: false });
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
