import { bestOf } from '../measure/best-of.mjs';
import type { Measured } from '../measure/sample.mjs';
import { EVERYBODY, keepsBound, type PeerName } from '../peers/index.mjs';
import type { Run } from '../tasks/job.mjs';
import type { Size } from '../tasks/size.mjs';
import { trial, type Tasks } from '../tasks/trial.mjs';
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
}

type DoingPromises = Doing<Promise<readonly number[]>, Promise<number>>;

/** One who does something. */
export function caseOf<First, Second>(name: string, load: () => Promise<Run<First, Second>>, doing: Doing<First, Second>): Case {
  return { name, measure: (short) => measured(name, load, doing, short) };
}

/** One who does a job of promises. */
export function promiseCase(name: string, load: () => Promise<Run>, doing: Omit<DoingPromises, 'tasks'> & Partial<DoingPromises>): Case {
  return caseOf(name, load, { tasks: async () => (await import('../tasks/done.mjs')).done, ...doing });
}

/** Those who do a job of promises. */
export function casesOf(names: readonly PeerName[], doing: Parameters<typeof promiseCase>[2]): Case[] {
  return names.map((name) => promiseCase(name, EVERYBODY[name], doing));
}

async function measured<First, Second>(
  name: string,
  load: () => Promise<Run<First, Second>>,
  { tasks, full, short, runs, generated = false }: Doing<First, Second>,
  isShort: boolean,
): Promise<Measured> {
  const size = isShort ? short : full;
  const run = await load();
  const tasksOfRun = await tasks(size);
  const make = () => trial(tasksOfRun, size, generated ? generate(size.roots) : [...generate(size.roots)]);
  return bestOf({ make, run, size, keepsBound: keepsBound(name), runs: isShort ? 1 : runs });
}

function* generate(roots: number): Generator<number> {
  for (let root = 0; root < roots; root++) yield root;
}
