import type { StageInfo } from '../../events/run-event.js';

/** The stages of a run by the length of the longest way to them, the deepest first, as the engine asks them. */
export function levelsOf(stages: readonly StageInfo[], first: ReadonlySet<string>): StageInfo[][] {
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  const depths = new Map<string, number>();
  const place = (names: Iterable<string>, depth: number): void => {
    for (const name of names) depths.set(name, Math.max(depth, depths.get(name) ?? 0));
  };
  const afterJoins = new Map<string, string[]>();
  place(first, 0);
  for (const { name, inner, followers } of stages) {
    for (const inside of reach(inner, byName)) afterJoins.set(inside, [...(afterJoins.get(inside) ?? []), ...followers]);
    const following = followers.filter((follower) => follower !== name);
    place([...inner, ...following, ...(afterJoins.get(name) ?? [])], (depths.get(name) ?? 0) + 1);
  }
  const levels: StageInfo[][] = [];
  // The engine lists stages the deepest first.
  for (const stage of [...stages].reverse()) (levels[depths.get(stage.name) ?? 0] ??= []).push(stage);
  return levels.reverse().filter((level) => level.length > 0);
}

/** All stages that some lead to, those among them. */
function reach(names: readonly string[], byName: ReadonlyMap<string, StageInfo>): ReadonlySet<string> {
  const found = new Set(names);
  for (const name of found) {
    const stage = byName.get(name);
    for (const next of [...(stage?.inner ?? []), ...(stage?.followers ?? [])]) found.add(next);
  }
  return found;
}

/** The stages that no other one leads to: roots go there. */
export function firstOf(stages: readonly StageInfo[]): ReadonlySet<string> {
  const led = new Set(stages.flatMap(({ name, inner, followers }) => [...inner, ...followers.filter((follower) => follower !== name)]));
  return new Set(stages.filter(({ name }) => !led.has(name)).map(({ name }) => name));
}
