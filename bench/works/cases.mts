import { bestOf } from '../measure/best-of.mjs';
import { EVERYBODY, keepsBound, type PeerName } from '../peers/index.mjs';
import { done } from '../tasks/done.mjs';
import type { Run } from '../tasks/job.mjs';
import type { Size } from '../tasks/size.mjs';
import { trial, type Tasks } from '../tasks/trial.mjs';
import type { Case } from './work.mjs';

/** What is done in a case. */
export interface Doing<First, Second> {
  readonly tasks: Tasks<First, Second>;
  readonly full: Size;
  /** As little as shows whether it runs. */
  readonly short: Size;
  /** How often it is run in a process, at the most. */
  readonly runs: number;
  /** Whether roots are made when they are asked for, and not before. */
  readonly generated?: boolean;
}

/** One who does something. */
export function caseOf<First, Second>(name: string, load: () => Promise<Run<First, Second>>, doing: Doing<First, Second>): Case {
  return {
    name,
    async measure(short) {
      const size = short ? doing.short : doing.full;
      const roots = doing.generated === true ? generate : list;
      const run = await load();
      return bestOf({
        make: () => trial(doing.tasks, size, roots(size.roots)),
        run,
        size,
        keepsBound: keepsBound(name),
        runs: short ? 1 : doing.runs,
      });
    },
  };
}

/** Those who do a job of promises. */
export function casesOf(
  names: readonly PeerName[],
  doing: Omit<Doing<Promise<readonly number[]>, Promise<number>>, 'tasks'> &
    Partial<Pick<Doing<Promise<readonly number[]>, Promise<number>>, 'tasks'>>,
): Case[] {
  return names.map((name) => caseOf(name, EVERYBODY[name], { tasks: done, ...doing }));
}

function* generate(roots: number): Generator<number> {
  for (let root = 0; root < roots; root++) yield root;
}

function list(roots: number): number[] {
  return [...generate(roots)];
}
