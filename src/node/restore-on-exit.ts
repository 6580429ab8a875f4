const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Calls `restore` if the process ends: by itself, by an error, or by a signal without another
 * listener. If the application handles a signal, it decides.
 *
 * @returns a function to call when nothing is left to restore
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
    // As if there had been no listener.
    process.kill(process.pid, signal);
  };
  process.on('exit', exit);
  for (const signal of SIGNALS) process.on(signal, kill);
  return over;
}
