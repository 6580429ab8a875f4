import { fork, listStage, pipeline, stage } from 'rxjs-stages';
import { ROOTS } from '../promise-stages.mjs';
import { runStages } from '../stages.mjs';
import { CHILDREN, promised, SLOTS } from '../work.mjs';
import type { Workload } from '../workload.mjs';

const bound = { concurrency: SLOTS };
/** How many roots the source emits: each goes to both chains. */
const SOURCES = ROOTS / 2;

/** A fork of two chains, each with half of the tasks of the promise workload. */
const both = pipeline(
  fork(
    pipeline(listStage('first', promised.first, bound), stage('second', promised.second, bound)),
    pipeline(
      listStage('other first', (root: number) => promised.first(root + SOURCES), bound),
      stage('other second', promised.second, bound),
    ),
  ),
);

export const workload: Workload = {
  tasks: ROOTS * CHILDREN,
  warmUp: 16,
  measured: 5,
  run: () => runStages(ROOTS, both, SOURCES),
};
