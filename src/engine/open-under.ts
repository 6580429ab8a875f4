import { reportUnhandled } from '../policies/report-unhandled.js';
import { captureContext, enter } from './async-context.js';
import type { Run } from './consumer.js';

/**
 * Opens a run that a signal may end. When it aborts, the run is cancelled, then `fail` gets the
 * signal's reason, in the async context in which the run was opened. An error of a teardown
 * prevents neither; it is reported like that of any RxJS observer.
 */
export function openUnder(signal: AbortSignal | undefined, run: Run, fail: (reason: unknown) => void): void {
  if (signal === undefined) {
    run.open();
    return;
  }
  const context = captureContext();
  const abort = (): void => {
    try {
      run.unsubscribe();
    } catch (error) {
      reportUnhandled(error);
    }
    enter(context, fail, signal.reason as unknown);
  };
  if (signal.aborted) {
    abort();
    return;
  }
  signal.addEventListener('abort', abort);
  run.add(() => {
    signal.removeEventListener('abort', abort);
  });
  run.open();
}
