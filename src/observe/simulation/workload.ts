import { CountSteps } from '../count-steps.js';
import type { BranchTimeline, Timeline } from '../timeline-types.js';
import { rootsOf } from './roots.js';
import { Task, type Workload } from './task.js';
import { addWorks } from './works.js';

/** Works out what a recorded run had to do, and how long each part of it took. */
export function workloadOf(timeline: Timeline): Workload {
  const { stages, branches, highWaterMark, end } = timeline;
  const infos = new Map(stages.map((stage) => [stage.name, stage]));
  const { tasks, childrenOf } = tasksOf(timeline);
  const waits = waitsOf(branches, end);
  for (const task of tasks.values()) {
    const { stage } = task.branch;
    const info = infos.get(stage);
    const following = info?.isList === true ? info.followers.flatMap((name) => (name === stage ? [] : (waits.get(name) ?? []))) : [];
    const isDelayed = (time: number): boolean => following.some((steps) => steps.before(time) >= highWaterMark);
    addWorks(task, childrenOf.get(task) ?? [], isDelayed, end);
  }
  return { tasks, ...rootsOf(timeline, tasks) };
}

interface Tasks {
  readonly tasks: ReadonlyMap<number, Task>;
  readonly childrenOf: ReadonlyMap<Task, Task[]>;
}

/** The tasks of all branches; those of a `join` know what is inside of it. */
function tasksOf({ stages, branches }: Timeline): Tasks {
  const isJoin = new Set(stages.flatMap(({ name, isJoin: joins }) => (joins ? [name] : [])));
  const joinOf = new Map(stages.flatMap(({ name, inner }) => inner.map((first) => [first, name] as const)));
  const tasks = new Map<number, Task>();
  const joins = new Map<string, Task>();
  const childrenOf = new Map<Task, Task[]>();
  for (const branch of branches) {
    const { stage, parent } = branch;
    const above = parent === undefined ? undefined : tasks.get(parent);
    const join = joinOf.get(stage);
    const around = join === undefined ? undefined : joins.get(placeOf(join, branch));
    const task = new Task(branch, around ?? above?.owner, (above?.depth ?? 0) + 1);
    tasks.set(branch.branch, task);
    if (isJoin.has(stage)) joins.set(placeOf(stage, branch), task);
    if (around !== undefined) around.inner.push(task);
    else if (above !== undefined) {
      const siblings = childrenOf.get(above);
      if (siblings === undefined) childrenOf.set(above, [task]);
      else siblings.push(task);
    }
  }
  return { tasks, childrenOf };
}

/** A join and the first branches inside of it have the same parent and the same index. */
function placeOf(stage: string, { parent = 0, path }: BranchTimeline): string {
  return `${String(parent)} ${String(path[path.length - 1])} ${stage}`;
}

/** How many branches wait before each stage, those that sleep among them. */
function waitsOf(branches: readonly BranchTimeline[], now: number): ReadonlyMap<string, CountSteps> {
  const waits = new Map<string, CountSteps>();
  for (const { stage, spans } of branches) {
    const steps = waits.get(stage) ?? new CountSteps();
    waits.set(stage, steps);
    for (const { kind, start, end = now } of spans) if (kind !== 'attempt') steps.add(start, end);
  }
  return waits;
}
