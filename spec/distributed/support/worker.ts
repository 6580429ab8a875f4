import { serve, type ServeOptions } from 'rxjs-stages/bullmq';
import { stagesFor, type Note } from './stages';

/** A worker in a process of its own. It tells its parent of each job, and ends with SIGTERM. */
async function main(options: ServeOptions): Promise<void> {
  const { search, detail } = stagesFor((note: Note) => process.send?.(note));
  const worker = await serve([search, detail], options);
  if (options.signals === undefined) process.once('SIGTERM', () => process.send?.('closing'));
  process.send?.('ready');
  await worker.closed;
  // Everything before it has been told, too.
  process.send?.('ended', () => {
    process.disconnect();
  });
}

void main(JSON.parse(process.argv[2] ?? '') as ServeOptions);
