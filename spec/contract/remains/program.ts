import { concurrencyLimit, listStage, memoryCache, pipeline, stage, type Outcome } from 'rxjs-stages';
import { census } from './census.js';

/* Runs 20,000 × 5 requests through a pipeline, and prints how many objects of the engine there are before, in the middle and after it has ended. */

const ROOTS = 20_000;
const CHILDREN = 5;
const CLASSES = ['Branch', 'Attempt', 'Lists', 'ArraySource'];

/** One for all. Of an error that is made within a project the engine of JavaScript keeps the frames of its stack until somebody reads that: the attempt is one. */
const failure = new Error('one in a hundred');

const limit = concurrencyLimit(100);
const cache = memoryCache({ max: 10 });
const POLICIES = {
  plain: {},
  governed: { limit, retry: 2, timeout: { attempt: 60_000, total: 600_000 }, key: String, cache },
  paged: { nextPage: (): undefined => undefined },
};
const policies = POLICIES[process.argv.at(-1) as keyof typeof POLICIES];

const children = (root: number): number[] => Array.from({ length: CHILDREN }, (_, index) => root * CHILDREN + index);
let during: Promise<Record<string, number>> | undefined;
let requests = 0;

async function answerTo(leaf: number): Promise<number> {
  if (++requests === (ROOTS * CHILDREN) / 2) await (during ??= census(...CLASSES));
  if (leaf % 100 === 99) throw failure;
  return leaf;
}

async function main(): Promise<void> {
  const before = await census(...CLASSES);
  const operator = pipeline(
    listStage('first', (root: number) => Promise.resolve(children(root)), { concurrency: 64, ...policies }),
    stage('second', answerTo, { concurrency: 64, ...policies }),
    { concurrency: 128 },
  );
  const outcomes = operator(Array.from({ length: ROOTS }, (_, root) => root));
  let last: Outcome | undefined;
  let delivered = 0;
  const subscription = await new Promise<unknown>((resolve, reject) => {
    const running = outcomes.subscribe({
      next: (outcome) => {
        last = outcome;
        delivered++;
      },
      error: reject,
      complete: () => {
        resolve(running);
      },
    });
  });
  const after = await census(...CLASSES);

  // They are used here, so they were there all the time.
  const kept = [operator, outcomes, subscription, limit, cache, last].length;
  process.stdout.write(JSON.stringify({ before, during: await during, after, delivered, kept }));
}

void main();
