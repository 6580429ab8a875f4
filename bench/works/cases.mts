import { bestOf } from '../measure/best-of.mjs';
import type { Measured } from '../measure/sample.mjs';
import { EVERYBODY, keepsBound, OURS, OURS_ITERATED, POOL, type PeerName } from '../peers/index.mjs';
import type { Run, Tasks } from '../tasks/job.mjs';
import type { Size } from '../tasks/size.mjs';
import { trial } from '../tasks/trial.mjs';
import type { Case } from './work.mjs';

/** What is done in a case. */
export interface Doing<First, Second> {
  /** Gets the tasks, in the process that is to do them: no other one holds what they need. Unless it is said: async functions that are done when they return. */
  readonly tasks: (size: Size) => Promise<Tasks<First, Second>>;
  readonly full: Size;
  /** As little as shows whether it runs. */
  readonly short: Size;
  /** How often it is run in a process, at the most. */
  readonly runs: number;
  /** Whether roots are made when they are asked for, and not before. */
  readonly generated?: boolean;
  /** Whether the short job is done first, and not measured: where a run takes too long to be made again. */
  readonly warmsUp?: boolean;
}

type DoingPromises = Doing<Promise<readonly number[]>, Promise<number>>;

/** What is done in a case of promises. */
export type PromiseDoing = Omit<DoingPromises, 'tasks'> & Partial<DoingPromises>;

/** One who does something. */
export function caseOf<First, Second>(name: string, load: () => Promise<Run<First, Second>>, doing: Doing<First, Second>): Case {
  return { name, measure: (short) => measured(name, load, doing, short) };
}

/** One who does a job of promises. */
export function promiseCase(name: string, load: () => Promise<Run>, doing: PromiseDoing): Case {
  return caseOf(name, load, { tasks: async () => (await import('../tasks/done.mjs')).done, ...doing });
}

/** Those who do a job of promises. */
export function casesOf(names: readonly PeerName[], doing: PromiseDoing): Case[] {
  return names.map((name) => promiseCase(name, EVERYBODY[name], doing));
}

/** Everybody who does a job of promises; those who are meant to end a long one have the time that they need on a slow machine. */
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
    const make = () => trial(given, size, generated ? generate(size.roots) : [...generate(size.roots)]);
    return bestOf({ make, run, size, keepsBound: keepsBound(name), runs: most });
  };
  if (isShort) return best(short, 1);
  if (warmsUp) await best(short, 1);
  return best(full, runs);
}

function* generate(roots: number): Generator<number> {
  for (let root = 0; root < roots; root++) yield root;
}
