import { setTimeout as delay } from 'node:timers/promises';
import type { IQueueBackend } from 'bullmq';
import { isConnectionError } from './connection-error.js';

/** How long to wait before a command is repeated, in ms: at first, and at most. */
const [SHORTEST, LONGEST] = [50, 2000];

/** How long a worker waits at most before it looks for a job that it was not told of, in s. */
const LONGEST_BLOCK = 10;

/** The commands that store what becomes of a job. */
const COMMANDS = ['moveToCompleted', 'moveToFailed', 'moveJobFromActiveToWait', 'updateProgress'] as const;

/**
 * Repeats a command while the server is away.
 *
 * @param closing - aborts when it is not to be repeated any more
 * @param onError - called with each error of the connection
 */
export async function persist<T>(command: () => Promise<T>, closing: AbortSignal, onError: (error: unknown) => void): Promise<T> {
  for (let wait = SHORTEST; ; wait = Math.min(2 * wait, LONGEST)) {
    try {
      return await command();
    } catch (error) {
      if (closing.aborted || !isConnectionError(error)) throw error;
      onError(error);
      await delay(wait, undefined, { signal: closing });
    }
  }
}

/** Repeats what a worker stores while the server is away. BullMQ itself fails a job whose answer it could not store. */
export function persistJobs(backend: IQueueBackend, closing: AbortSignal, onError: (error: unknown) => void): void {
  for (const each of COMMANDS) {
    const command = backend[each].bind(backend) as (...given: unknown[]) => Promise<never>;
    backend[each] = (...given: unknown[]) => persist(() => command(...given), closing, onError);
  }
  // After an error of the connection, BullMQ waits as long as it may for a job that PostgreSQL may have announced before.
  Object.defineProperty(backend, 'maximumBlockTimeout', { value: LONGEST_BLOCK });
}
