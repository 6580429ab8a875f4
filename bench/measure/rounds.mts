import type { Case, Work } from '../works/work.mjs';
import type { Nodes } from './nodes.mjs';
import { sampleOf } from './process.mjs';
import { Results } from './results.mjs';
import { isMeasured, type Sample } from './sample.mjs';
import { seeded, shuffled } from './statistics.mjs';

/** How works are measured. */
export interface Measuring {
  /** The compiled file that takes a sample. */
  readonly program: string;
  readonly nodes: Nodes;
  /** How many rounds, instead of the number that each work has. */
  readonly rounds: number | undefined;
  /** Whether it is enough that everything runs and counts right: then every case has to end. */
  readonly short: boolean;
  /** How many samples run at once: more than one only if times do not matter. */
  readonly parallel: number;
  /** Called with every sample. */
  readonly report: (work: Work, round: number, turn: Turn, sample: Sample) => void;
}

/** A case, and the Node that it is to run on. */
export interface Turn extends Case {
  readonly node: string;
  /** Whether that is the older Node. */
  readonly isOld: boolean;
}

/**
 * Measures in rounds. In each of them every case has its turn, in random order. A case that does not
 * end in the first round is left out of the others.
 */
export async function measure(work: Work, { program, nodes, rounds = work.rounds, short, parallel, report }: Measuring): Promise<Results> {
  const random = seeded(1);
  const taken: Map<string, Sample>[] = [];
  const takenOnOld: Map<string, Sample>[] = [];
  const hopeless = new Set<Turn>();
  const turns = await turnsOf(work, nodes);
  for (let round = 0; round < (short ? 1 : rounds); round++) {
    const samples = new Map<string, Sample>();
    const samplesOnOld = new Map<string, Sample>();
    const waiting = shuffled(turns, random).filter((turn) => !hopeless.has(turn));
    const take = async (): Promise<void> => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const { name, node, isOld, limit = work.limit } = next;
        const sample = await sampleOf(node, program, [work.id, name, short ? 'short' : 'full'], limit);
        if (!isMeasured(sample)) {
          if (short) throw new Error(`${work.id}: ${name} did not end in ${String(limit)} s`);
          hopeless.add(next);
        }
        (isOld ? samplesOnOld : samples).set(name, sample);
        report(work, round, next, sample);
      }
    };
    await Promise.all(Array.from({ length: parallel }, take));
    taken.push(samples);
    takenOnOld.push(samplesOnOld);
  }
  return new Results(taken, new Results(takenOnOld));
}

async function turnsOf({ cases, old = [] }: Work, nodes: Nodes): Promise<Turn[]> {
  const there = await present(cases);
  const turns = there.map((one) => ({ ...one, node: nodes.measured, isOld: false }));
  const node = nodes.old;
  if (node === undefined) return turns;
  const again = there.filter(({ name }) => old.includes(name));
  return [...turns, ...again.map((one) => ({ ...one, node, isOld: true }))];
}

/** The cases that this machine has everything for. */
async function present(cases: readonly Case[]): Promise<Case[]> {
  const there = await Promise.all(cases.map(({ isThere }) => isThere?.() ?? Promise.resolve(true)));
  return cases.filter((_, index) => there[index]);
}
