import type { Case, Work } from '../works/work.mjs';
import { sampleOf } from './process.mjs';
import { Results } from './results.mjs';
import { isMeasured, type Sample } from './sample.mjs';
import { seeded, shuffled } from './statistics.mjs';

/** How works are measured. */
export interface Measuring {
  /** The compiled file that takes a sample. */
  readonly program: string;
  /** How many rounds, instead of what each work says. */
  readonly rounds: number | undefined;
  /** Whether all that is wanted is that everything runs, and counts right: then everybody has to end. */
  readonly short: boolean;
  /** How many samples are taken at once: more than one only where time is of no interest. */
  readonly parallel: number;
  /** Is told of every sample. */
  readonly report: (work: Work, round: number, name: string, sample: Sample) => void;
}

/** Rounds in which every case has its turn, in an order that is another one each time; who did not end in the first round is left out of the others. */
export async function measure(work: Work, { program, rounds = work.rounds, short, parallel, report }: Measuring): Promise<Results> {
  const random = seeded(1);
  const samples: Map<string, Sample>[] = [];
  const hopeless = new Set<string>();
  const cases = await present(work.cases);
  for (let round = 0; round < (short ? 1 : rounds); round++) {
    const taken = new Map<string, Sample>();
    const waiting = shuffled(cases, random).filter(({ name }) => !hopeless.has(name));
    const take = async (): Promise<void> => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const { name, limit = work.limit } = next;
        const sample = await sampleOf(program, [work.id, name, short ? 'short' : 'full'], limit);
        if (!isMeasured(sample)) {
          if (short) throw new Error(`${work.id}: ${name} did not end in ${String(limit)} s`);
          hopeless.add(name);
        }
        taken.set(name, sample);
        report(work, round, name, sample);
      }
    };
    await Promise.all(Array.from({ length: parallel }, take));
    samples.push(taken);
  }
  return new Results(samples);
}

/** Those for whom this machine has what it takes. */
async function present(cases: readonly Case[]): Promise<Case[]> {
  const there = await Promise.all(cases.map(({ isThere }) => isThere?.() ?? Promise.resolve(true)));
  return cases.filter((_, index) => there[index]);
}
