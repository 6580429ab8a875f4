import type { Plan, StagePlan, Step } from './plan.js';

/** The stages that a plan's first steps lead to, as the plan has them. */
export function stagesOf(first: readonly Step[]): Pick<Plan, 'first' | 'levels' | 'inner'> {
  const outer = reach(first, ({ followers }) => followers);
  const all = reach(first, behind);
  return { first, levels: levelsOf(first, all), inner: new Set([...all].filter((stage) => !outer.has(stage))) };
}

/** Whether the values of a stage are outcomes. */
export function delivers({ inner }: Pick<Plan, 'inner'>, stage: StagePlan): boolean {
  return !inner.has(stage) && (stage.deliver === true || stage.followers.length === 0);
}

/** The same steps with changed stages. A stage that several steps lead to is changed once. */
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

/** The stages that steps name, behind any tests. */
export function named(steps: readonly Step[]): readonly StagePlan[] {
  return steps.flatMap((step) => ('test' in step ? named(step.then) : [step.stage]));
}

/** All stages that steps lead to, each once and before everything that `next` returns for it. */
function reach(first: readonly Step[], next: (stage: StagePlan) => readonly Step[]): ReadonlySet<StagePlan> {
  const found = new Set<StagePlan>();
  const visit = (steps: readonly Step[]): void => {
    // In reverse, because a stage is listed once everything that follows it is.
    for (const stage of [...named(steps)].reverse()) {
      if (found.has(stage)) continue;
      visit(next(stage));
      found.add(stage);
    }
  };
  visit(first);
  return new Set([...found].reverse());
}

/** The stages inside a `join` go before those that follow it. */
function behind({ followers, joins = [] }: StagePlan): readonly Step[] {
  return [...joins, ...followers];
}

/**
 * Groups stages by their depth, the deepest first. What follows a `join` is deeper than everything
 * inside it.
 */
function levelsOf(first: readonly Step[], stages: ReadonlySet<StagePlan>): Plan['levels'] {
  const depths = new Map<StagePlan, number>();
  const place = (steps: readonly Step[], depth: number): void => {
    for (const stage of named(steps)) depths.set(stage, Math.max(depth, depths.get(stage) ?? 0));
  };
  const afterJoins = new Map<StagePlan, Step[]>();
  place(first, 0);
  for (const stage of stages) {
    for (const inner of reach(stage.joins ?? [], behind)) afterJoins.set(inner, [...(afterJoins.get(inner) ?? []), ...stage.followers]);
    place([...behind(stage), ...(afterJoins.get(stage) ?? [])], (depths.get(stage) ?? 0) + 1);
  }
  const levels: StagePlan[][] = [];
  for (const [stage, depth] of depths) (levels[depth] ??= []).push(stage);
  return levels.reverse();
}
