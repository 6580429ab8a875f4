import type { Tree } from './assembled.js';
import type { Consumer, Plan, Run } from './engine/types.js';

/** Runs a plan and emits one tree for each root, when all that came of the root is settled. */
export const createAssembleRun: (plan: Plan, source: unknown, consumer: Consumer<Tree<unknown, unknown>>) => Run = () => {
  throw new Error('assemble does not run yet');
};
