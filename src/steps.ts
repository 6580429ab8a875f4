import type { StagePlan, Step } from './engine/types.js';

/** Every stage that steps lead to once, each before all that follow it, and those inside a `join` after it. */
export function stagesOf(first: readonly Step[]): readonly StagePlan[] {
  const stages = new Set<StagePlan>();
  const visit = (steps: readonly Step[]): void => {
    // From behind, for a stage is listed when all that follow it are.
    for (const step of [...steps].reverse()) {
      if ('test' in step) visit(step.then);
      else if (!stages.has(step.stage)) {
        visit(step.stage.followers);
        visit(step.stage.joins ?? []);
        stages.add(step.stage);
      }
    }
  };
  visit(first);
  return [...stages].reverse();
}

/** The stages that steps lead to, without those inside a `join`: the ones whose outcomes are delivered. */
export function outerStagesOf(first: readonly Step[]): ReadonlySet<StagePlan> {
  const stages = new Set<StagePlan>();
  const visit = (steps: readonly Step[]): void => {
    for (const step of steps) {
      if ('test' in step) visit(step.then);
      else if (!stages.has(step.stage)) {
        stages.add(step.stage);
        visit(step.stage.followers);
      }
    }
  };
  visit(first);
  return stages;
}

/** The same steps, with something changed of each stage. A stage that several steps lead to stays one. */
export function changeStages(first: readonly Step[], change: (stage: StagePlan) => StagePlan): readonly Step[] {
  const changed = new Map<StagePlan, StagePlan>();
  const changedStage = (stage: StagePlan): StagePlan => {
    const known = changed.get(stage);
    if (known !== undefined) return known;
    const { followers, joins } = stage;
    const made = { ...change(stage), followers: changedSteps(followers), ...(joins && { joins: changedSteps(joins) }) };
    changed.set(stage, made);
    return made;
  };
  const changedSteps = (steps: readonly Step[]): readonly Step[] =>
    steps.map((step) => ('test' in step ? { ...step, then: changedSteps(step.then) } : { stage: changedStage(step.stage) }));
  return changedSteps(first);
}
