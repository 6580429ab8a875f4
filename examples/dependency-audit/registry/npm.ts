import { execFile } from 'node:child_process';
import { Observable } from 'rxjs';
import type { Registry } from './registry.js';

/**
 * Asks npm which registry it is configured with, in the project's directory: a project may have an .npmrc of its own.
 *
 * @returns emits how to reach it
 */
export function npmRegistry(directory: string): Observable<Registry> {
  return new Observable((subscriber) => {
    const options = { cwd: directory, shell: process.platform === 'win32' };
    const npm = execFile('npm', ['config', 'get', 'registry'], options, (failure, stdout) => {
      if (failure !== null) {
        subscriber.error(new Error(`npm does not say which registry it uses: ${String(failure.message.split('\n')[0])}`));
        return;
      }
      subscriber.next({ url: stdout.trim(), local: false });
      subscriber.complete();
    });
    return () => npm.kill();
  });
}
