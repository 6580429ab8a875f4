import type { KeyedLimit } from '../policies/limits/keyed-limit.js';
import type { Limit } from '../policies/limits/limit.js';
import type { Dispatcher } from './dispatcher.js';
import { GovernedLevel } from './governed/governed-level.js';
import { Level } from './level.js';
import { PacedLevel } from './paced/paced-level.js';
import { timeoutsOf, type Plan, type StagePlan } from './plan.js';

/** The options of a stage that decide only when an attempt works, and how often. */
const PACING = ['limit', 'retry', 'timeout'] as const satisfies readonly (keyof StagePlan)[];

/** Those that tell its branches apart, or hold back what they give. */
const GOVERNING = ['key', 'atomic', 'recurse', 'nextPage'] as const satisfies readonly (keyof StagePlan)[];

/** Makes one stage's level for one run: with no more to it than its policies take. */
export function createLevel(run: Dispatcher, stage: StagePlan, next: Level | undefined): Level {
  const { plan } = run;
  if (!hasPolicies(stage, plan)) return new Level(run, stage, next);
  const limits = [...new Set([stage.limit ?? [], plan.limit ?? []].flat())];
  const { queue, total } = timeoutsOf(stage);
  const isPaced = plan.order !== 'source' && queue === undefined && total === undefined && !isAny(stage, GOVERNING) && limits.every(isCommon);
  return isPaced ? new PacedLevel(run, stage, next, limits) : new GovernedLevel(run, stage, next, limits);
}

/** Whether a stage has any policies, or gets some from its pipeline. */
function hasPolicies(stage: StagePlan, { limit, order }: Plan): boolean {
  return limit !== undefined || order === 'source' || isAny(stage, PACING) || isAny(stage, GOVERNING);
}

/** Whether a limit is the same one for all inputs. */
function isCommon(limit: Limit | KeyedLimit<unknown>): limit is Limit {
  return typeof limit !== 'function';
}

function isAny(stage: StagePlan, options: readonly (keyof StagePlan)[]): boolean {
  return options.some((option) => stage[option] !== undefined);
}
