import { throwError } from 'rxjs';

/**
 * Reports an error that belongs to no branch and no caller, as RxJS reports the error of an
 * observer: to `config.onUnhandledError`, or as an uncaught exception in a later turn.
 */
export function reportUnhandled(error: unknown): void {
  throwError(() => error as Error).subscribe();
}
