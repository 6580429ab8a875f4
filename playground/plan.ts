import { between, CHILDREN, draw, FAILURE, LATENCY, SLOWNESS } from './draw.js';
import { MAX_BRANCHES, SLOWER, type Scenario, type StageSettings } from './scenario.js';

/** An attempt as it will be, whoever makes it. */
export interface PlannedAttempt {
  readonly ms: number;
  readonly fails: boolean;
}

/** A branch as it will be, whichever way the scenario is run. */
export interface PlannedBranch {
  /** Its place among all branches: stage by stage, and by path within a stage. */
  readonly row: number;
  readonly stage: number;
  readonly path: readonly number[];
  /** Until the first one that does not fail, or until no retries are left. */
  readonly attempts: readonly PlannedAttempt[];
  /** The branches that its answer leads to. */
  readonly children: readonly PlannedBranch[];
}

export interface Plan {
  readonly scenario: Scenario;
  readonly roots: readonly PlannedBranch[];
  readonly branches: readonly PlannedBranch[];
}

/** Draws all branches of a scenario. @returns `undefined` if there are more than {@link MAX_BRANCHES} */
export function planOf(scenario: Scenario): Plan | undefined {
  const branches: PlannedBranch[] = [];
  const plant = (path: readonly number[], stage: number): PlannedBranch & { readonly children: PlannedBranch[] } => {
    const branch = { row: branches.length, stage, path, attempts: attemptsOf(scenario, stage, path), children: [] };
    branches.push(branch);
    return branch;
  };
  const roots = Array.from({ length: scenario.items }, (_, index) => plant([index], 0));
  let parents = roots;
  for (const [stage, settings] of scenario.stages.slice(0, -1).entries()) {
    const level: typeof parents = [];
    for (const { path, attempts, children } of parents) {
      const count = attempts.at(-1)?.fails === true ? 0 : between(settings.min, settings.max, draw(scenario.seed, path, 0, CHILDREN));
      for (let index = 0; index < count; index++) {
        const child = plant([...path, index], stage + 1);
        children.push(child);
        level.push(child);
      }
      if (branches.length > MAX_BRANCHES) return undefined;
    }
    parents = level;
  }
  return { scenario, roots, branches };
}

function attemptsOf({ seed, stages }: Scenario, stage: number, path: readonly number[]): readonly PlannedAttempt[] {
  const settings = stages[stage] as StageSettings;
  const attempts: PlannedAttempt[] = [];
  do attempts.push(attemptOf(seed, settings, path, attempts.length + 1));
  while (attempts.at(-1)?.fails === true && attempts.length <= settings.retry);
  return attempts;
}

function attemptOf(seed: number, { from, to, slow, fail }: StageSettings, path: readonly number[], attempt: number): PlannedAttempt {
  const usual = between(from, to, draw(seed, path, attempt, LATENCY));
  const isSlow = 100 * draw(seed, path, attempt, SLOWNESS) < slow;
  return { ms: isSlow ? SLOWER * usual : usual, fails: 100 * draw(seed, path, attempt, FAILURE) < fail };
}
