import { pipeline, remote } from 'rxjs-stages';
import { jobQueue, serve, type JobQueueOptions } from 'rxjs-stages/bullmq';
import { stagesFor } from './stages';

/** What a process holds. */
export interface Holdings {
  readonly resources: readonly string[];
  readonly listeners: Readonly<Record<string, number>>;
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'exit', 'beforeExit', 'uncaughtException', 'unhandledRejection', 'warning'];

const holdings = (): Holdings => ({
  // The process may still be reading its program.
  resources: process
    .getActiveResourcesInfo()
    .filter((resource) => resource !== 'FSReqCallback')
    .sort(),
  listeners: Object.fromEntries(SIGNALS.map((signal) => [signal, process.listenerCount(signal)])),
});

/** Opens and closes queues and workers, tells its parent what it holds after the first and after the last time, and ends by itself. */
async function main({ options, times }: { readonly options: JobQueueOptions; readonly times: number }): Promise<void> {
  const { detail } = stagesFor();
  // Who writes first opens them.
  for (const stream of [process.stdout, process.stderr]) stream.write('');
  const before = holdings();
  for (let time = 1; time <= times; time++) {
    const worker = await serve([detail], options);
    const queue = await jobQueue(options);
    for await (const outcome of pipeline(remote(detail, queue))([{ id: time }])) if (outcome.status === 'rejected') throw outcome.reason;
    await Promise.all([queue.close(), worker.close()]);
  }
  // `pg` does not wait for its sockets.
  while (holdings().resources.length > before.resources.length) await new Promise((resolve) => setImmediate(resolve));
  process.send?.({ before, after: holdings() });
  process.disconnect();
}

void main(JSON.parse(process.argv[2] ?? '') as Parameters<typeof main>[0]);
