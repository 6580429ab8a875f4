import { parseArgs } from 'node:util';
import { WORKS } from './works/index.mjs';
import type { Work } from './works/work.mjs';

/** What is asked for. */
export interface Arguments {
  /** Only shows that everything runs and counts right. */
  readonly short: boolean;
  readonly works: readonly Work[];
  /** How many rounds of each work, instead of what it says itself. */
  readonly rounds: number | undefined;
  /** Whether the report is written: only of all works, measured as they say. */
  readonly writes: boolean;
}

/**
 * Reads the command line.
 *
 * @throws Error if a work or a number of rounds is none
 */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: { short: { type: 'boolean', default: false }, only: { type: 'string' }, rounds: { type: 'string' } },
  });
  const { short, only } = values;
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0))
    throw new Error(`--rounds ${String(values.rounds)}: give a whole number, 1 or more`);
  const works = only === undefined ? WORKS.filter(({ repeats = false }) => !(short && repeats)) : only.split(',').map(workCalled);
  return { short, works, rounds, writes: !short && only === undefined && rounds === undefined };
}

function workCalled(id: string): Work {
  const work = WORKS.find((one) => one.id === id);
  if (work === undefined) throw new Error(`--only ${id}: there are ${WORKS.map((one) => one.id).join(', ')}`);
  return work;
}
