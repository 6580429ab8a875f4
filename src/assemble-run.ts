import type { Tree } from './assembled.js';
import { createRun } from './engine/create-run.js';
import type { Consumer, Run } from './engine/consumer.js';
import type { Plan } from './engine/plan.js';

/** Runs a plan and emits one tree for each root, when all that came of the root is settled. */
export const createAssembleRun = (plan: Plan, source: unknown, consumer: Consumer<Tree<unknown, unknown>>): Run =>
  createRun({ ...plan, assembles: true }, source, consumer as Consumer<unknown>);
