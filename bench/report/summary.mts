import { cpu, perTask } from '../measure/metrics.mjs';
import type { Results } from '../measure/results.mjs';
import { CHAIN, OURS, POOL } from '../peers/index.mjs';
import { cold } from '../works/cold.mjs';
import { w1a } from '../works/w1a.mjs';
import { w3, withClient } from '../works/w3.mjs';
import { fold, told } from './numbers.mjs';
import { resultsOf, type Measured } from './section.mjs';

/** The beginning of the page: what it costs, when that matters, and how to read the rest. */
export function summaryOf(measured: Measured): string[] {
  const [tasks, requests, first] = [w1a, w3, cold].map((work) => resultsOf(measured, work)) as [Results, Results, Results];
  const task = tasks.of(OURS, perTask) / 1000;
  const request = requests.of(withClient(POOL, 'axios `http`'), perTask) / 1000;
  return [
    '# Benchmarks',
    `What rxjs-stages costs beside what you would use instead. A task, which is one request of one stage, costs **${told(task, 'µs')}** of CPU.`,
    `**If your tasks are HTTP requests, this does not matter.** On the same machine one request with axios costs ${told(request, 'µs')} of CPU,
${fold(request / task)} as much, and a remote server takes milliseconds to answer, a thousand times as long. Choose by features then.`,
    'It does matter if',
    `- your tasks do very little, because most answers come from memory or a cache, and there are hundreds of thousands of them:
  see [Small tasks](#small-tasks) and [More and more tasks](#more-and-more-tasks);
- your process does one short job and exits, as command-line tools and serverless functions do: the first run of 500 roots costs
  ${told(first.of(OURS, cpu), 'ms')} of CPU, where the chain of \`mergeMap\` costs ${told(first.of(CHAIN, cpu), 'ms')}: see [The first run of a process](#the-first-run-of-a-process);
- you process millions of items in little memory: see [Memory](#memory).`,
    `Except for [Trees of requests](#trees-of-requests), every benchmark is a job of two stages. A root is an item of the input; its request lists leaves, and each leaf is one request of the second stage.
The concurrency of both stages is bounded, one task in a hundred fails, and a failure must not stop anything else.`,
    'The names in the tables:',
    `- *hand-written pool*: the floor. It does only this job, and has no policies, no cancellation, and no record of where a result came from.
- *p-map, barrier*: all requests of the first stage, then all of the second.
- *RxJS, chained \`mergeMap\`*: one bounded \`mergeMap\` after the other, with a \`catchError\` in each inner stream.
- *RxJS, nested \`mergeMap\`*: the second \`mergeMap\` within the first, so its bound holds for each root and not for the stage.`,
    'The last column of most tables says how much rxjs-stages uses compared with the row: 0.5 × is half as much.',
  ];
}
