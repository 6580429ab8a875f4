import { parseArgs } from 'node:util';
import { WORKS } from './works/index.mjs';
import type { Work } from './works/work.mjs';

/** What the command line says. */
export interface Arguments {
  /** Whether it is enough to see that everything runs and counts right. */
  readonly short: boolean;
  readonly works: readonly Work[];
  /** How many rounds of each work, instead of the number that it has. */
  readonly rounds: number | undefined;
  /** Whether docs/benchmarks.md is written: only if all works are measured in all their rounds. */
  readonly writes: boolean;
  /** The folder that the page is written to instead, whatever is measured. */
  readonly out: string | undefined;
  /** The path of the Node to measure. */
  readonly node: string | undefined;
}

/**
 * Reads the command line.
 *
 * @throws Error if a work is unknown or a number of rounds is invalid
 */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      short: { type: 'boolean', default: false },
      only: { type: 'string' },
      rounds: { type: 'string' },
      out: { type: 'string' },
      node: { type: 'string' },
    },
  });
  const { short, only, out, node } = values;
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0))
    throw new Error(`--rounds ${String(values.rounds)}: pass a whole number, 1 or more`);
  const works = only === undefined ? WORKS.filter(({ repeats = false }) => !(short && repeats)) : only.split(',').map(workCalled);
  const writes = !short && only === undefined && rounds === undefined;
  return { short, works, rounds, writes, out, node };
}

function workCalled(id: string): Work {
  const work = WORKS.find((one) => one.id === id);
  if (work === undefined) throw new Error(`--only ${id}: pass some of ${WORKS.map((one) => one.id).join(',')}`);
  return work;
}
