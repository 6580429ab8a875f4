import { constants } from 'node:os';
import { ReplaySubject, type Observable } from 'rxjs';

/**
 * Emits the exit code that a signal asks for (130 for Ctrl-C) when the first one arrives, and completes. It goes on catching them: npm passes Ctrl-C on
 * to a process that the terminal has already told, and the second one must not cut the summary short.
 */
export function interruption(): Observable<number> {
  const exitCode = new ReplaySubject<number>(1);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      exitCode.next(128 + constants.signals[signal]);
      exitCode.complete();
    });
  }
  return exitCode;
}
