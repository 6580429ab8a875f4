import { config } from 'rxjs';

/** Notes all that nobody handles: rejections, exceptions, and what rxjs reports. Call `stop` when it is over. */
export class Unhandled {
  readonly reasons: unknown[] = [];
  readonly #note = (reason: unknown): void => void this.reasons.push(reason);

  constructor() {
    process.on('unhandledRejection', this.#note);
    process.on('uncaughtException', this.#note);
    config.onUnhandledError = this.#note;
  }

  stop(): void {
    process.off('unhandledRejection', this.#note);
    process.off('uncaughtException', this.#note);
    config.onUnhandledError = null;
  }
}

/** A turn of the event loop: promises have settled after it, and what nobody handled has been reported. */
export async function turn(): Promise<void> {
  // Two: what is reported by a timer of its own comes in between.
  for (let n = 0; n < 2; n++) {
    await new Promise((resolve) => {
      setTimeout(resolve);
    });
  }
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
