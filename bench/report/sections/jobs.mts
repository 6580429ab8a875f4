import { rate } from '../../measure/metrics.mjs';
import { bullmqPostgres, bullmqRedis, BULLMQ, NO_RUN, RUN } from '../../works/bullmq.mjs';
import { fold } from '../numbers.mjs';
import { resultsOf, type Section } from '../section.mjs';
import { tableOf } from '../table.mjs';

export const jobs: Section = {
  title: 'Jobs in other processes',
  works: [bullmqRedis, bullmqPostgres],
  parts(measured) {
    const [redis, postgres] = [resultsOf(measured, bullmqRedis), resultsOf(measured, bullmqPostgres)];
    const shares = (name: string): string[] => [redis, postgres].map((results) => fold(results.ratio(name, BULLMQ, rate)));
    const [onRedis, onPostgres] = shares(RUN);
    const [onRedisWithout, onPostgresWithout] = shares(NO_RUN);
    return [
      `A stage whose requests run in a worker (\`remote\`), beside BullMQ itself: \`Queue.add\` for each job, and the event \`completed\` for each answer.
200 jobs are outstanding, the worker runs 50 at once, and a job does nothing. Producer, worker and server have a process each, on two cores.`,
      'On Redis, with an append-only file:',
      tableOf(bullmqRedis, redis),
      'On PostgreSQL, without `fsync`:',
      tableOf(bullmqPostgres, postgres),
      `With a \`run\`, ${String(onRedis)} as many jobs are done on Redis as by BullMQ alone, and ${String(onPostgres)} as many on PostgreSQL. Without a
\`run\`, where each job is removed as soon as its answer is there, ${String(onRedisWithout)} and ${String(onPostgresWithout)} as many. For that BullMQ
alone does not resume, cancel what runs, or notice a lost event.`,
    ];
  },
};
