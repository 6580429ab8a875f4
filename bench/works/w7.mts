import { bestOf } from '../measure/best-of.mjs';
import type { Measured } from '../measure/sample.mjs';
import { OURS } from '../peers/index.mjs';
import { TREE_PEERS } from '../peers/trees/index.mjs';
import { times } from '../report/numbers.mjs';
import { wall } from '../measure/metrics.mjs';
import { greedy } from '../tasks/greedy.js';
import { ANSWERS, fails, KINDS, profileDurations, ProfileTrial, requestsOf, SLOTS, type KindName, type ProfileRun } from '../tasks/profiles.mjs';
import { CPU, FIRST, IN_FLIGHT, WALL } from './columns.mjs';
import type { Case, Column, Work } from './work.mjs';

const USERS = 2_000;
const SHORT = 100;
const RUNS = 3;

/** What `highWaterMark` is by default. */
const WAITING = 64;

/** The same pipeline with the same latencies, in virtual time. */
export const VIRTUAL = `${OURS}, in virtual time`;

/** When the first profile and the last one are there at the earliest, in ms. */
export interface IdealProfiles {
  readonly first: number;
  readonly last: number;
}

function idealWith(highWaterMark: number): IdealProfiles {
  const settled = greedy(KINDS, requestsOf(USERS, profileDurations(USERS)), highWaterMark);
  return { first: Math.min(...settled), last: Math.max(...settled) };
}

let ideals: { readonly unbounded: IdealProfiles; readonly bounded: IdealProfiles } | undefined;
/**
 * A greedy schedule: with any number of waiting requests, and with as many as this library lets
 * wait.
 */
export const idealProfiles = () => (ideals ??= { unbounded: idealWith(Infinity), bounded: idealWith(WAITING) });

export const OF_IDEAL: Column = { heading: 'of the ideal', cell: (results, name) => times(results.of(name, wall) / idealProfiles().unbounded.last) };

function profiling(name: string, load: () => Promise<ProfileRun>): Case {
  return {
    name,
    async measure(isShort) {
      const run = await load();
      const best = (users: number, runs: number): Promise<Measured> => {
        const durations = profileDurations(users);
        return bestOf(() => {
          const trial = new ProfileTrial(users, durations);
          return {
            run: () => run(trial.job),
            gauges: trial.gauges,
            firstAt: () => trial.firstAt,
            check: () => {
              trial.check();
            },
          };
        }, runs);
      };
      if (isShort) return best(SHORT, 1);
      await best(SHORT, 1);
      return best(USERS, RUNS);
    },
  };
}

/** Its times are those of the schedule alone. */
const virtual: Case = {
  name: VIRTUAL,
  async measure(isShort) {
    const { assemble } = await import('rxjs-stages');
    const { map, timer, VirtualTimeScheduler } = await import('rxjs');
    const { treeOf } = await import('../peers/trees/rxjs-stages.mjs');
    const users = isShort ? SHORT : USERS;
    const durations = profileDurations(users);
    const scheduler = new VirtualTimeScheduler();
    let tasks = 0;
    const after =
      <T,>(kind: KindName, answer: (id: number) => T) =>
      (id: number) => {
        tasks++;
        return timer(durations[kind][id] ?? NaN, scheduler).pipe(
          map(() => {
            if (fails(kind, id)) throw new Error(kind);
            return answer(id);
          }),
        );
      };
    const requests = {
      user: after('user', ANSWERS.user),
      posts: after('posts', ANSWERS.posts),
      comments: after('comments', ANSWERS.comments),
      albums: after('albums', ANSWERS.albums),
      photos: after('photos', ANSWERS.photos),
    };
    const settled: number[] = [];
    assemble(treeOf(requests, SLOTS))(Array.from({ length: users }, (_, id) => id)).subscribe(() => {
      settled.push(scheduler.now());
    });
    const before = process.cpuUsage();
    scheduler.flush();
    const { user, system } = process.cpuUsage(before);
    return {
      cpu: (user + system) / 1000,
      wall: settled.at(-1) ?? NaN,
      first: settled[0] ?? NaN,
      peak: process.resourceUsage().maxRSS / 1024,
      tasks,
      inFlight: [],
    };
  },
};

/** Requests are timers, as in W2. */
export const w7: Work = {
  id: 'w7',
  title: 'W7: user → (posts → comments) + (albums → photos)',
  cases: [...Object.entries(TREE_PEERS).map(([name, load]) => profiling(name, load)), virtual],
  rounds: 3,
  limit: 40,
  columns: [WALL, OF_IDEAL, FIRST, CPU, IN_FLIGHT],
};
