import { bestOf } from '../measure/best-of.mjs';
import type { Measured } from '../measure/sample.mjs';
import { EVERYBODY, keepsBound, OURS, OURS_ITERATED, POOL, type PeerName } from '../peers/index.mjs';
import type { Run, Tasks } from '../tasks/job.mjs';
import type { Size } from '../tasks/size.mjs';
import { check, trial } from '../tasks/trial.mjs';
import type { Case } from './work.mjs';

/** What a case does. */
export interface Doing<First, Second> {
  /** Loads the tasks, in the process that runs them, so that no other process loads what they need. */
  readonly tasks: (size: Size) => Promise<Tasks<First, Second>>;
  readonly full: Size;
  /** Just enough to show that it runs. */
  readonly short: Size;
  /** The most runs in one process. */
  readonly runs: number;
  /** Whether roots come from a generator and not from a list. */
  readonly generated?: boolean;
  /** Whether the short job runs first, unmeasured, because a full run takes too long to repeat. */
  readonly warmsUp?: boolean;
}

type DoingPromises = Doing<Promise<readonly number[]>, Promise<number>>;

/** What a case of promises does. Its tasks are async functions that return at once, unless it has others. */
export type PromiseDoing = Omit<DoingPromises, 'tasks'> & Partial<DoingPromises>;

/** A subject with any kind of job. */
export function caseOf<First, Second>(name: string, load: () => Promise<Run<First, Second>>, doing: Doing<First, Second>): Case {
  return { name, measure: (short) => measured(name, load, doing, short) };
}

/** A subject with a job of promises. */
export function promiseCase(name: string, load: () => Promise<Run>, doing: PromiseDoing): Case {
  return caseOf(name, load, { tasks: async () => (await import('../tasks/done.mjs')).done, ...doing });
}

/** Several subjects with the same job of promises. */
export function casesOf(names: readonly PeerName[], doing: PromiseDoing): Case[] {
  return names.map((name) => promiseCase(name, EVERYBODY[name], doing));
}

/** All subjects with the same job of promises. The ones that have to end get more time, for slow machines. */
export function casesOfEverybody(doing: PromiseDoing): Case[] {
  const patient: readonly string[] = [OURS, OURS_ITERATED, POOL];
  return casesOf(Object.keys(EVERYBODY) as PeerName[], doing).map((one) => (patient.includes(one.name) ? { ...one, limit: 60 } : one));
}

async function measured<First, Second>(
  name: string,
  load: () => Promise<Run<First, Second>>,
  { tasks, full, short, runs, generated = false, warmsUp = false }: Doing<First, Second>,
  isShort: boolean,
): Promise<Measured> {
  const run = await load();
  const best = async (size: Size, most: number): Promise<Measured> => {
    const given = await tasks(size);
    const make = () => {
      const made = trial(given, size, generated ? generate(size.roots) : [...generate(size.roots)]);
      const { job, tally, gauges } = made;
      return {
        run: () => run(job),
        gauges: [gauges.first, gauges.second],
        firstAt: () => tally.firstAt,
        check: () => {
          check(made, size, keepsBound(name));
        },
      };
    };
    return bestOf(make, most);
  };
  if (isShort) return best(short, 1);
  if (warmsUp) await best(short, 1);
  return best(full, runs);
}

function* generate(roots: number): Generator<number> {
  for (let root = 0; root < roots; root++) yield root;
}
