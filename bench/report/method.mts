import type { Measured } from './section.mjs';

/** The end of the page: how it was measured, and what the figures do not say. */
export function methodOf(measured: Measured, machine: string, versions: string): string[] {
  const rounds = [...measured.values()].map((results) => results.rounds);
  return [
    '## Method',
    `\`npm run bench\` measures all of this again and writes this page; \`npm run bench -- --only w1a,cold\` measures some of it. Run it on your machine: the
figures here are from one, ${machine}; ${versions}.`,
    `- All subjects run the same tasks. Every run is checked: outcomes, requests and the most requests in flight are counted, and a wrong count fails the
  benchmark.
- Every sample is a process of its own, which loads one subject, without flags and without forced garbage collection. The best run of a process counts,
  except on a first run.
- CPU time is that of all threads, so it includes the compiler and the garbage collector. Memory is the peak of the process.
- In each round every subject is sampled once, in random order. Tables show medians of ${between(rounds)} samples;
  a ratio is the median of the ratios within each round. Figures differ by a tenth or so from one run to the next.
- Tasks that return at once make this a benchmark of overhead. Where a request takes time, the overhead hides behind it.
- Most libraries here do less than rxjs-stages: they do not retry, cancel the job as a whole, or say where a result came from.`,
  ];
}

function between(numbers: readonly number[]): string {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)].map(String) as [string, string];
  return least === most ? least : `${least} to ${most}`;
}
