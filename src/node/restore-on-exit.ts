const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Has something restored if the process ends: by itself, by an error, or by a signal that nobody else listens for. A signal that the application handles is
 * left to it.
 *
 * @returns a function to call when there is nothing left to restore
 */
export function restoreOnExit(restore: () => void): () => void {
  const over = (): void => {
    process.off('exit', exit);
    for (const signal of SIGNALS) process.off(signal, kill);
  };
  const exit = (): void => {
    over();
    restore();
  };
  const kill = (signal: NodeJS.Signals): void => {
    if (process.listenerCount(signal) > 1) return;
    exit();
    // As if nobody had listened.
    process.kill(process.pid, signal);
  };
  process.on('exit', exit);
  for (const signal of SIGNALS) process.on(signal, kill);
  return over;
}
