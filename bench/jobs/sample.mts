import { fork } from 'node:child_process';
import { once } from 'node:events';
import { bestOf, type Trial } from '../measure/best-of.mjs';
import { compiled } from '../measure/compiled.mjs';
import type { Measured } from '../measure/sample.mjs';
import { Gauge } from '../tasks/gauge.mjs';
import type { Producer } from './producer.mjs';
import { start, type Server } from './servers.mjs';

/** Who has jobs done. */
export interface JobPeer {
  readonly worker: 'BullMQ' | 'serve';
  readonly connect: (url: string) => Promise<Producer>;
  /** Whether each run has the jobs of the run before: then that one is not measured. */
  readonly isResumed?: boolean;
}

/** How many jobs, and how many of them at once. */
export interface JobSize {
  readonly jobs: number;
  readonly outstanding: number;
  readonly runs: number;
}

/** Measures a producer, with a server and a worker in processes of their own. */
export async function sampleJobs(server: Server, peer: JobPeer, { jobs, outstanding, runs }: JobSize): Promise<Measured> {
  const { url, stop } = await start(server);
  try {
    const producer = await peer.connect(url);
    const worker = fork(compiled('jobs/worker.mjs'), [peer.worker, url]);
    await once(worker, 'message');
    let first = 0;
    const make = (): Trial => {
      const inputs = Array.from({ length: jobs }, (_, index) => first + index);
      if (peer.isResumed !== true) first += jobs;
      const gauge = new Gauge();
      let [sum, firstAt] = [0, NaN];
      const answered = (answer: number): void => {
        if (gauge.calls === 0) firstAt = performance.now();
        gauge.enter();
        gauge.leave();
        sum += answer;
      };
      return {
        run: () => producer.run(inputs, outstanding, answered),
        gauges: [gauge],
        firstAt: () => firstAt,
        check: () => {
          const expected = inputs.reduce((all, n) => all + n * n, 0);
          if (gauge.calls !== jobs || sum !== expected) throw new Error(`${String(gauge.calls)} answers with the sum ${String(sum)}`);
        },
      };
    };
    // Whoever comes first opens connections, and is compiled.
    await make().run();
    const measured = await bestOf(make, runs);
    worker.disconnect();
    await once(worker, 'exit');
    await producer.close();
    return measured;
  } finally {
    await stop();
  }
}
