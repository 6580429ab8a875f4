import type { Results } from '../measure/results.mjs';
import type { Picture, Work } from '../works/work.mjs';
import { markdown, tableOf, targetsOf } from './table.mjs';

/** What stands below this line in the page was not measured by this command, and stays. */
const BY_HAND = '<!-- What follows is written by hand: `npm run bench` leaves it as it is. -->';

const METHOD = `## Method

- Everybody does the same work, and gets it from the same code: tasks of two rounds, one in a hundred of each round failing (with one error that was made
  before). Failures are isolated: each costs its own branch.
- In every sample the outcomes are counted, as each subject delivers them, and so are the tasks that were made and how many were under way at once. A wrong
  count, or a bound that is not kept, fails the benchmark. Only the nested \`mergeMap\` has to break its bound: that is what it is there to show.
- Every sample is a process of its own, plain Node without any flag, that imports the one subject it is about. In it the work is done some times over, and
  the best counts: CPU time (of all threads of the process, what compiles and collects garbage included), or time, where time is what counts. Nobody calls for
  a garbage collection.
- A round samples everybody once, in an order that is another one each time. The tables have medians over the rounds. Ratios are found within each round;
  then the median is taken.
- Memory is the peak that the process has had: what Node takes by itself is in it, and what was imported.
- Who does not end in the time that is stated is sampled once; its memory is what it had come to by then.
`;

const LIMITS = `## Limits of the method

- Tasks that are done at once, or a microtask later, make a benchmark of the overhead. Where a request takes milliseconds nobody sees it: W2 and W3 say so.
- The best run of a process hides what happens now and then; the cold run shows the other side.
- CPU time is not time: who uses a second core, as the compiler and the garbage collector do, pays for it here.
- The in-flight count of tasks that are done at once takes each as under way until the microtasks that waited when the first of them was made have run.
- The peers do less: none of them says where a result came from, or retries, or is cancelled as a whole. The hand-written pool does this very job and no other.
- Peak memory depends on when the garbage collector runs; where less memory is to be had, all of them take less.
- One machine, one version of Node: run it on yours.
`;

/** The page of all that was measured; of the page as it is, what was written by hand is kept. */
export function pageOf(measured: ReadonlyMap<Work, Results>, machine: string, versions: string, pictures: string, present: string): string {
  const sections = [...measured].map(([work, results]) => sectionOf(work, results, pictures));
  const byHand = present.includes(BY_HAND) ? present.slice(present.indexOf(BY_HAND)) : `${BY_HAND}\n`;
  return [
    '# Benchmarks\n',
    'What this library costs, beside what people would take instead. `npm run bench` measures all of it again and writes this page; `npm run bench -- --only w1,w4` measures some of it.\n',
    `Measured on ${machine}: ${versions}.\n`,
    METHOD,
    ...sections,
    LIMITS,
    byHand,
  ].join('\n');
}

function sectionOf(work: Work, results: Results, folder: string): string {
  const pictures = work.pictures?.(results) ?? [];
  return [
    `## ${work.title}\n`,
    `${work.about}\n`,
    ...pictures.map(({ file, alt }: Picture) => `![${alt}](${folder}/${file})\n`),
    `${markdown(tableOf(work, results))}\n`,
    `Medians of ${String(work.rounds)} rounds.\n`,
    ...(work.targets.length > 0 ? [`${markdown(targetsOf(work, results))}\n`] : []),
  ].join('\n');
}
