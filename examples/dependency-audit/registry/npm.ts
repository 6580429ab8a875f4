import { execFile } from 'node:child_process';
import type { AxiosRequestConfig } from 'axios';
import { Observable } from 'rxjs';

/**
 * Asks npm which registry it is configured with, in the project's directory: a project may have an .npmrc of its own.
 *
 * @returns emits how to reach it
 */
export function npmRegistry(directory: string): Observable<AxiosRequestConfig> {
  return new Observable((subscriber) => {
    const options = { cwd: directory, shell: process.platform === 'win32' };
    const npm = execFile('npm', ['config', 'get', 'registry'], options, (failure, stdout) => {
      if (failure !== null) {
        subscriber.error(new Error(`npm does not say which registry it uses: ${String(failure.message.split('\n')[0])}`));
        return;
      }
      subscriber.next({ baseURL: stdout.trim() });
      subscriber.complete();
    });
    return () => npm.kill();
  });
}
