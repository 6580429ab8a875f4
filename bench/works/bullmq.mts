import type { JobPeer, JobSize } from '../jobs/sample.mjs';
import { lacks, type Server } from '../jobs/servers.mjs';
import { rate } from '../measure/metrics.mjs';
import { OURS } from '../peers/index.mjs';
import { times } from '../report/numbers.mjs';
import { JOB_RATE, PER_JOB } from './columns.mjs';
import type { Case, Column, Work } from './work.mjs';

export const BULLMQ = 'BullMQ, `add` and `completed`';
export const RUN = `${OURS}, with a \`run\``;
export const NO_RUN = `${OURS}, without a \`run\``;
const RESUMED = `${OURS}, a \`run\` that is resumed`;

const peers: Readonly<Record<string, () => Promise<JobPeer>>> = {
  [BULLMQ]: async () => ({ worker: 'BullMQ', connect: (await import('../peers/bullmq.mjs')).connect }),
  [RUN]: () => ours('run'),
  [NO_RUN]: () => ours(),
  [RESUMED]: async () => ({ ...(await ours('run')), isResumed: true }),
};

async function ours(run?: string): Promise<JobPeer> {
  const { connect } = await import('../peers/remote.mjs');
  return { worker: 'serve', connect: (url) => connect(url, run) };
}

function casesOn(server: Server, full: JobSize): Case[] {
  return Object.entries(peers).map(([name, peer]) => ({
    name,
    async measure(short) {
      const { sampleJobs } = await import('../jobs/sample.mjs');
      return sampleJobs(server, await peer(), short ? { ...full, jobs: 50, runs: 1 } : full);
    },
  }));
}

/** How many jobs a second, as a share of what BullMQ has. */
const OF_BULLMQ: Column = {
  heading: 'of BullMQ',
  cell: (results, name) => (name === BULLMQ ? '' : times(results.ratio(name, BULLMQ, rate))),
};

/** Jobs that take no time themselves, by one worker; producer, worker and server have a process each. */
function workOn(server: Server, name: string, id: string, jobs: number): Work {
  return {
    id,
    title: `Jobs in another process, by ${name}`,
    cases: casesOn(server, { jobs, outstanding: 200, runs: 6 }),
    lacks: () => lacks(server),
    rounds: 5,
    limit: 60,
    columns: [JOB_RATE, OF_BULLMQ, PER_JOB],
  };
}

export const bullmqRedis = workOn('redis-server', 'Redis', 'bullmq-redis', 3000);
export const bullmqPostgres = workOn('postgresql', 'PostgreSQL', 'bullmq-postgres', 600);
