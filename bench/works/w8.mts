import { bestOf } from '../measure/best-of.mjs';
import { requests } from '../measure/metrics.mjs';
import type { Measured } from '../measure/sample.mjs';
import { BATCH_PEERS } from '../peers/batches/index.mjs';
import { OURS } from '../peers/index.mjs';
import { amount } from '../report/numbers.mjs';
import { BatchTrial, IN_FLIGHT as SLOTS, MAX, type BatchRun } from '../tasks/batches.mjs';
import { latencies } from '../tasks/durations.mjs';
import { CPU, FIRST, IN_FLIGHT, PER_TASK, WALL } from './columns.mjs';
import type { Case, Column, Work } from './work.mjs';

const IDS = 100_000;
const SHORT = 1_000;
const RUNS = 5;

/** The ids that come one by one, each of an answer. */
const TERMS = 2_000;
const TERM_SLOTS = 20;
/** A window of time, in ms. */
const WINDOW = 10;

export const VIRTUAL = `${OURS}, in virtual time`;
export const VIRTUAL_WINDOW = 'RxJS, `bufferTime(10)`, in virtual time';

export const REQUESTS: Column = { heading: 'requests', cell: (results, name) => amount(results.of(name, requests)) };

function batching(name: string, load: () => Promise<BatchRun>): Case {
  return {
    name,
    async measure(isShort) {
      const run = await load();
      const best = async (count: number, runs: number): Promise<Measured> => {
        const measured = await bestOf(() => {
          const trial = new BatchTrial(count);
          return {
            run: () => run(trial.job),
            gauges: trial.gauges,
            firstAt: () => trial.firstAt,
            check: () => {
              trial.check();
            },
          };
        }, runs);
        return { ...measured, requests: measured.tasks, tasks: count };
      };
      if (isShort) return best(SHORT, 1);
      await best(SHORT, 1);
      return best(IDS, RUNS);
    },
  };
}

/** Ids that come one by one, and requests for many of them: all of them are timers, in virtual time. */
interface Trickle {
  readonly terms: readonly number[];
  readonly search: (term: number) => import('rxjs').Observable<number>;
  readonly request: (ids: readonly number[]) => import('rxjs').Observable<readonly number[]>;
  readonly scheduler: import('rxjs').VirtualTimeScheduler;
}

function trickling(name: string, outcomesOf: (trickle: Trickle) => Promise<import('rxjs').Observable<unknown>>): Case {
  return {
    name,
    async measure(isShort) {
      const { map, timer, VirtualTimeScheduler } = await import('rxjs');
      const scheduler = new VirtualTimeScheduler();
      const count = isShort ? SHORT : TERMS;
      const [searching, requesting] = [latencies(8), latencies(9)];
      const durations = Array.from({ length: count }, searching);
      let made = 0;
      const times: number[] = [];
      const outcomes = await outcomesOf({
        terms: durations.map((_, term) => term),
        search: (term) => timer(durations[term] ?? NaN, scheduler).pipe(map(() => term)),
        request: (ids) => {
          made++;
          return timer(requesting(), scheduler).pipe(map(() => ids));
        },
        scheduler,
      });
      outcomes.subscribe(() => times.push(scheduler.now()));
      const before = process.cpuUsage();
      scheduler.flush();
      const { user, system } = process.cpuUsage(before);
      if (times.length !== count) throw new Error(`${String(times.length)} outcomes of ${String(count)} ids`);
      return {
        cpu: (user + system) / 1000,
        wall: times.at(-1) ?? NaN,
        first: times[0] ?? NaN,
        peak: process.resourceUsage().maxRSS / 1024,
        tasks: count,
        requests: made,
        inFlight: [],
      };
    },
  };
}

const ours = trickling(VIRTUAL, async ({ terms, search, request }) => {
  const { batchStage, pipeline, stage } = await import('rxjs-stages');
  return pipeline(
    stage('search', (term: number) => search(term), { concurrency: TERM_SLOTS }),
    batchStage('items', (ids) => request(ids), { max: MAX, concurrency: SLOTS }),
  )(terms);
});

const windowed = trickling(VIRTUAL_WINDOW, async ({ terms, search, request, scheduler }) => {
  const { bufferTime, filter, from, mergeMap } = await import('rxjs');
  return from(terms).pipe(
    mergeMap(search, TERM_SLOTS),
    bufferTime(WINDOW, null, MAX, scheduler),
    filter(({ length }) => length > 0),
    mergeMap(request, SLOTS),
    mergeMap((answers) => from(answers)),
  );
});

/** A request is a turn of the event loop. In virtual time it is a timer, as in W2. */
export const w8: Work = {
  id: 'w8',
  title: 'W8: 100,000 ids in batches of up to 100, 4 requests in flight',
  cases: [...Object.entries(BATCH_PEERS).map(([name, load]) => batching(name, load)), ours, windowed],
  rounds: 3,
  limit: 40,
  columns: [CPU, PER_TASK, REQUESTS, WALL, FIRST, IN_FLIGHT],
};
