import { fork } from 'node:child_process';
import { once } from 'node:events';
import { compiled } from '../measure/compiled.mjs';
import type { ServerId } from './kinds.mjs';

async function started(program: string, ...args: readonly string[]): Promise<unknown> {
  const child = fork(compiled(`queues/${program}.mjs`), args);
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${program} ${args.join(' ')} ended before it was ready`);
  });
  const [message] = (await Promise.race([once(child, 'message'), ended])) as [unknown];
  ended.catch(() => undefined);
  return message;
}

/** Starts a server of its own, which ends with this process. @returns its address */
export async function startServer(kind: ServerId): Promise<string> {
  return (await started('server', kind)) as string;
}

/** Starts two workers, each in a process of its own, which end with this one. */
export async function startWorkers(kind: 'raw' | 'ours', url: string, queue: string): Promise<void> {
  await Promise.all([1, 2].map(() => started('worker', kind, url, queue)));
}
