import { cpu, first, wall } from '../../measure/metrics.mjs';
import { OURS } from '../../peers/index.mjs';
import { FORK_JOIN, QUEUES, ROUNDS, SEMAPHORES, TREE_PEERS } from '../../peers/trees/index.mjs';
import { SLOTS } from '../../tasks/profiles.mjs';
import { CPU, FIRST, WALL } from '../../works/columns.mjs';
import { idealProfiles, OF_IDEAL, VIRTUAL, w7 } from '../../works/w7.mjs';
import { fold, told } from '../numbers.mjs';
import { resultsOf, type Section } from '../section.mjs';
import { tableOf } from '../table.mjs';

export const trees: Section = {
  title: 'Trees of requests',
  works: [w7],
  parts(measured) {
    const results = resultsOf(measured, w7);
    const ideal = idealProfiles();
    const total = (name: string): string => told(results.of(name, wall), 'ms');
    const firstOf = (name: string): string => told(results.of(name, first), 'ms');
    return [
      `2,000 users. Each user needs posts and albums, each post its comments, each album its photos: 16,000 requests, and one object for each user with
everything in it (\`fork\` and \`assemble\`). Every request is a timer, of 5 ms in the median and 60 ms in the 99th percentile. At most ${String(SLOTS.user)}
requests for users are in flight, ${String(SLOTS.posts)} for posts, ${String(SLOTS.comments)} for comments, ${String(SLOTS.albums)} for albums and
${String(SLOTS.photos)} for photos. One request in a hundred fails, and its list is missing from the object. All subjects return equal objects.`,
      `The ideal is simulated: it starts every request the moment it can and costs nothing. Its first object is complete after
${told(ideal.unbounded.first, 'ms')}, its last after ${told(ideal.unbounded.last, 'ms')}.`,
      tableOf(w7, results, { names: Object.keys(TREE_PEERS), columns: [FIRST, WALL, OF_IDEAL, CPU] }),
      `- *rxjs-stages* has the first object after ${firstOf(OURS)} and the last after ${total(OURS)}. In virtual time, where no
  timer is late, the same pipeline takes ${told(results.of(VIRTUAL, wall), 'ms')}. The ideal takes just as long, ${told(ideal.bounded.last, 'ms')}, if no more than
  64 requests may wait before each stage, which is the default of \`highWaterMark\`.
- *\`Promise.all\` in rounds* requests all users, then all posts and albums, then all comments and photos. \`Promise.all\` has no bound, so p-map bounds each
  kind. No object is complete before the last round ends: the first comes after ${firstOf(ROUNDS)}, the last after ${total(ROUNDS)}.
- *\`mergeMap\` and \`forkJoin\`* and *nested \`forEach\`* have a single bound: 20 users at a time. The other bounds hold because a user has three posts and
  two albums. A user keeps its place until all of its requests are done, so most slots of each kind stay free: \`forkJoin\` takes ${total(FORK_JOIN)}. With
  more users at a time, more than 20 requests for users would be in flight.
- *p-queue* and *Effect with semaphores* bound each kind as rxjs-stages does, and take ${total(QUEUES)} and ${total(SEMAPHORES)}. Both start an async function
  or a fiber for every user at once. rxjs-stages takes a user from the source when it has a slot for it.`,
      `The CPU includes the 16,000 timers. rxjs-stages uses ${fold(results.ratio(OURS, QUEUES, cpu))} the CPU of p-queue and
${fold(results.ratio(OURS, SEMAPHORES, cpu))} that of Effect with semaphores.`,
    ];
  },
};
