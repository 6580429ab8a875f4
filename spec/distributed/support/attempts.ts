import { stage } from 'rxjs-stages';
import { jobQueue, serve } from 'rxjs-stages/bullmq';

/** How an attempt to connect has failed. */
export interface Attempt {
  readonly message: string;
  readonly ms: number;
}

const echo = stage('echo', (input: number) => Promise.resolve(input));

/** Fails to connect to each server, as a producer and as a worker, tells its parent, and ends by itself. */
async function main(connections: readonly (string | object)[]): Promise<void> {
  const connect = [
    (connection: string | object) => jobQueue({ queue: 'never', connection }),
    (connection: string | object) => serve([echo], { queue: 'never', connection }),
  ];
  const attempts = connections.flatMap((connection) =>
    connect.map(async (call): Promise<Attempt> => {
      const began = performance.now();
      const message = await call(connection).then(() => 'connected', (error: unknown) => String(error)); // prettier-ignore
      return { message, ms: performance.now() - began };
    }),
  );
  process.send?.(await Promise.all(attempts));
  process.disconnect();
}

void main(JSON.parse(process.argv[2] ?? '') as (string | object)[]);
