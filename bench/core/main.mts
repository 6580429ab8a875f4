/*
 * Compares this library with the bare chain of bounded `mergeMap`s on the same work: rounds in which every subject has its turn, each sample in a fresh
 * process, ratios within a round, medians over the rounds.
 *
 *   npm run bench            five rounds
 *   npm run bench -- --short one small round: that it runs, and counts right
 */
import { execFileSync } from 'node:child_process';
import path from 'node:path';

const short = process.argv.includes('--short');
const rounds = short ? 1 : 5;
const roots = short ? 2_000 : 20_000;

interface Comparison {
  readonly what: string;
  readonly subject: Sample;
  readonly base: Sample;
  /** The ratio that is aimed at, at the most. */
  readonly target: number;
}

interface Sample {
  readonly name: string;
  readonly roots: number;
  readonly runs: number;
}

const sample = (name: string, count = roots, runs = 5): Sample => ({ name, roots: count, runs: short ? 1 : runs });

const comparisons: readonly Comparison[] = [
  { what: 'promises', subject: sample('promises, rxjs-stages'), base: sample('promises, chain', roots, 2), target: 0.05 },
  {
    what: 'promises, 10 × the roots, a leaf',
    subject: sample('promises, rxjs-stages', 5 * roots),
    base: sample('promises, rxjs-stages', roots / 2),
    target: 1.2,
  },
  {
    what: 'synchronous Observables',
    subject: sample('synchronous Observables, rxjs-stages'),
    base: sample('synchronous Observables, chain'),
    target: 1,
  },
  { what: 'arrays', subject: sample('arrays, rxjs-stages'), base: sample('arrays, chain'), target: 1 },
];

const measured = comparisons.map(() => [] as { subject: number; base: number; ratio: number }[]);
for (let round = 0; round < rounds; round++) {
  for (const [index, { subject, base }] of comparisons.entries()) {
    // Who goes first changes with the round.
    const [first, second] = round % 2 === 0 ? [subject, base] : [base, subject];
    const times = new Map([first, second].map((one) => [one, measure(one)]));
    const [ours = NaN, theirs = NaN] = [times.get(subject), times.get(base)];
    measured[index]?.push({ subject: ours, base: theirs, ratio: ours / theirs });
  }
}

console.log(
  `${String(roots)} roots × 5, 64 + 64 slots, 1 % of the leaves fail; CPU time, medians of ${String(rounds)} rounds, Node ${process.version}`,
);
console.table(
  comparisons.map(({ what, target }, index) => ({
    what,
    'ns a leaf': Math.round(median(measured[index]?.map(({ subject }) => subject) ?? [])),
    'compared with': Math.round(median(measured[index]?.map(({ base }) => base) ?? [])),
    ratio: Number(median(measured[index]?.map(({ ratio }) => ratio) ?? []).toFixed(3)),
    ...(short ? {} : { 'at most': target }),
  })),
);

function measure({ name, roots: count, runs }: Sample): number {
  const argv = ['--import', 'tsx', path.join(import.meta.dirname, 'sample.mts'), name, String(count), String(runs)];
  return Number(
    execFileSync(process.execPath, argv, {
      encoding: 'utf8',
      env: { ...process.env, TSX_TSCONFIG_PATH: path.join(import.meta.dirname, '../tsconfig.json') },
    }),
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}
