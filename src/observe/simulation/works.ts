import type { Span } from '../timeline-types.js';
import type { Task, Value } from './task.js';

/** Branches that came of one value, or one input that was fed back. */
interface Group {
  readonly start: number;
  readonly tasks: Task[];
  readonly isFedBack: boolean;
}

/**
 * Adds the attempts of a task, and to each of them the values that it emitted.
 *
 * @param children - the branches that came of it, in order
 * @param isDelayed - whether a value of it that came at a time had to wait for room
 * @param now - when whatever is still open ends
 */
export function addWorks(task: Task, children: readonly Task[], isDelayed: (time: number) => boolean, now: number): void {
  const { spans } = task.branch;
  const groups = groupsOf(task, children);
  const attempts = spans.flatMap((span, index) => (span.kind === 'attempt' ? [{ span, next: spans[index + 1] }] : []));
  let at = 0;
  for (const [index, { span, next }] of attempts.entries()) {
    const until = attempts[index + 1]?.span.start ?? Infinity;
    const own: Group[] = [];
    for (let group; attempts.length > 0 && (group = groups[at]) !== undefined && group.start < until; at++) own.push(group);
    const end = Math.max(span.start, span.end ?? now);
    const delay = next?.kind === 'backoff' ? Math.max(0, (next.end ?? now) - next.start) : undefined;
    task.works.push({ span, delay, ...valuesOf(own, span, end, isDelayed) });
  }
  for (const { tasks } of groups.slice(at)) task.values.push({ after: 0, children: tasks });
}

function groupsOf({ branch: { stage } }: Task, children: readonly Task[]): Group[] {
  const groups: Group[] = [];
  let last: number | undefined;
  for (const child of children) {
    const { path, start } = child.branch;
    const isFedBack = child.branch.stage === stage;
    const index = path[path.length - 1];
    if (!isFedBack && index === last) groups[groups.length - 1]?.tasks.push(child);
    else groups.push({ start, tasks: [child], isFedBack });
    last = isFedBack ? undefined : index;
  }
  return groups;
}

/** When the values of an attempt came, and when it was over, had there been room for all of them. */
function valuesOf(
  groups: readonly Group[],
  { start }: Span,
  end: number,
  isDelayed: (time: number) => boolean,
): { readonly ms: number; readonly values: Value[]; readonly fedBack: Value[] } {
  const values: Value[] = [];
  const fedBack: Value[] = [];
  let ms = end - start;
  let before: number | undefined;
  for (const group of groups) {
    const recorded = Math.min(group.start, end) - start;
    if (group.isFedBack) {
      fedBack.push({ after: recorded, children: group.tasks });
      continue;
    }
    const isLate = before !== undefined && recorded > before && isDelayed(group.start);
    const after: number = isLate && before !== undefined ? before : recorded;
    if (isLate) ms = after;
    values.push({ after, children: group.tasks });
    before = after;
  }
  return { ms, values, fedBack };
}
