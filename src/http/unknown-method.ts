const WARNING =
  'httpRetry did not retry a failed request because its error does not include the method. ' +
  "If all requests of the stage are GET, pass the method: httpRetry({ count, method: 'GET' }). " +
  'To handle or silence this warning, set `onUnknownMethod`.';

/** Copies of this library in one process share it. */
const WARNED = Symbol.for('rxjs-stages.unknownMethod');

/** What is needed here of the globals, which differ between browsers and Node. */
interface Globals {
  [WARNED]?: boolean;
  readonly process?: { emitWarning?(warning: string, options: { readonly code: string }): void };
  readonly console?: { warn?(message: string): void };
}

/** Warns once in a process that a request was not retried only because its method is unknown. */
export function warnOfUnknownMethod(): void {
  const globals = globalThis as Globals;
  if (globals[WARNED] === true) return;
  globals[WARNED] = true;
  const { process, console } = globals;
  if (typeof process?.emitWarning === 'function') process.emitWarning(WARNING, { code: 'RXJS_STAGES_UNKNOWN_METHOD' });
  else console?.warn?.(WARNING);
}
