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
    const share = (name: string): string =>
      `${fold(redis.ratio(name, BULLMQ, rate))} as many on Redis, ${fold(postgres.ratio(name, BULLMQ, rate))} as many on PostgreSQL`;
    return [
      `A stage whose requests run in a worker (\`remote\`), beside BullMQ itself: \`Queue.add\` for each job, and the event \`completed\` for each answer.
200 jobs are outstanding, the worker runs 50 at once, and a job does nothing. Producer, worker and server have a process each, on two cores.`,
      'On Redis, without a file:',
      tableOf(bullmqRedis, redis),
      'On PostgreSQL, without `fsync`:',
      tableOf(bullmqPostgres, postgres),
      `A remote stage with a \`run\` does ${share(RUN)}; one without, which removes each job when its answer is there, ${share(NO_RUN)}.
For that BullMQ alone does not resume, cancel what runs, or notice a lost event.`,
    ];
  },
};
