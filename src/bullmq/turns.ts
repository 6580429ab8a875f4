import { once } from 'node:events';

/** Lets jobs run one after another. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /**
   * Waits until all have ended that came before.
   *
   * @returns ends this turn
   * @throws the reason of the signal, as soon as it aborts
   */
  async next(signal: AbortSignal): Promise<() => void> {
    const previous = this.last;
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    this.last = previous.then(() => ended);
    await Promise.race([previous, once(signal, 'abort')]);
    if (!signal.aborted) return end;
    end();
    throw signal.reason;
  }
}
