import { CountSteps } from '../count-steps.js';
import type { Timeline } from '../timeline-types.js';
import { firstOf } from './stage-graph.js';
import type { Task, Workload } from './task.js';

interface Root {
  readonly created: number;
  readonly tasks: Task[];
}

/**
 * When roots were there to be taken. A source that is pulled has its next root at once, unless the run
 * had room for it and it did not come.
 */
export function rootsOf(timeline: Timeline, tasks: ReadonlyMap<number, Task>): Pick<Workload, 'roots' | 'isPulled' | 'sourceEnd'> {
  const { start, end, sourceEnded = end } = timeline;
  const roots = groupsOf(tasks);
  const room = roomOf(timeline);
  const { hadRoom } = room;
  if (!isPulled(timeline, roots, room)) {
    return { roots: roots.map(({ created, tasks: first }) => ({ at: created, tasks: first })), isPulled: false, sourceEnd: sourceEnded };
  }
  let at = start;
  return {
    roots: roots.map(({ created, tasks: first }) => {
      if (hadRoom(created)) at = created;
      return { at, tasks: first };
    }),
    isPulled: true,
    sourceEnd: hadRoom(sourceEnded) ? sourceEnded : at,
  };
}

function groupsOf(tasks: ReadonlyMap<number, Task>): Root[] {
  const roots = new Map<number | undefined, Root>();
  const inner = new Set([...tasks.values()].flatMap((task) => task.inner));
  for (const task of tasks.values()) {
    const { parent, path, start } = task.branch;
    if (parent !== undefined || inner.has(task)) continue;
    const root = roots.get(path[0]) ?? { created: start, tasks: [] };
    root.tasks.push(task);
    roots.set(path[0], root);
  }
  return [...roots.values()];
}

/**
 * A source that is pulled hands out a root when it can start at once: neither another one nor the end
 * comes while a root waits. If roots came only while there was room, it may be either.
 */
function isPulled({ roots: length, sourceEnded = Infinity }: Timeline, roots: readonly Root[], { wasFull }: Room): boolean {
  if (length !== undefined) return true;
  let wasAwaited = false;
  for (const [index, { created, tasks }] of roots.entries()) {
    const next = roots[index + 1]?.created ?? sourceEnded;
    if (tasks.every(({ branch: { spans } }) => (spans[0]?.end ?? -Infinity) > next)) return false;
    if (wasFull(created)) wasAwaited = true;
  }
  return wasAwaited;
}

interface Room {
  /** Whether the first stages could have started another root beside all that are in flight at a time. */
  readonly hadRoom: (time: number) => boolean;
  /** Whether they could not have started one right before. */
  readonly wasFull: (time: number) => boolean;
}

function roomOf({ stages, branches, concurrency, highWaterMark, end: now }: Timeline): Room {
  const open = new Map(stages.map(({ name }) => [name, new CountSteps()]));
  const waits = new Map(stages.map(({ name }) => [name, new CountSteps()]));
  const all = new CountSteps();
  for (const { stage, spans } of branches) {
    for (const { kind, start, end = now } of spans) {
      (kind === 'attempt' ? open : waits).get(stage)?.add(start, end);
      if (kind === 'attempt') all.add(start, end);
    }
  }
  const names = firstOf(stages);
  const first = stages.filter(({ name }) => names.has(name));
  const isFull = (count: (steps: CountSteps | undefined) => number): boolean =>
    count(all) >= concurrency ||
    first.some(({ name }) => count(waits.get(name)) >= highWaterMark) ||
    first.every(
      ({ name, concurrency: slots, followers }) =>
        count(open.get(name)) >= slots || followers.some((follower) => follower !== name && count(waits.get(follower)) >= highWaterMark),
    );
  return {
    hadRoom: (time) => !isFull((steps) => steps?.at(time) ?? 0),
    wasFull: (time) => isFull((steps) => steps?.before(time) ?? 0),
  };
}
