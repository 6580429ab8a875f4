import type { BranchRecord } from './branch-record.js';
import type { Entry, EventLog } from './event-log.js';
import { SpanBuilder } from './span-builder.js';
import type { BranchTimeline } from './timeline-types.js';

/** Longer paths are created when they are read: all paths of a deep chain would fill the memory. */
const LONG = 100;

/** The stored branches, in the order of creation. */
interface Records {
  readonly all: Iterable<BranchRecord>;
  get(branch: number): BranchRecord | undefined;
}

/** Creates the timelines of all stored branches from a log. */
export function branchTimelines(records: Records, log: EventLog): BranchTimeline[] {
  const read = log.index((branch) => records.get(branch));
  const builder = new SpanBuilder();
  const add = (entry: Entry): void => {
    builder.add(entry);
  };
  const paths = new Map<number, readonly number[]>();
  const branches: BranchTimeline[] = [];
  for (const record of records.all) {
    const { branch, parent, stage, input, emitted, index, depth, first } = record;
    record.first = -1;
    builder.begin();
    read(first, add);
    const { start, end, status, reason, served, leader } = builder;
    const spans = builder.spans.slice();
    const above = parent === undefined ? undefined : paths.get(parent);
    const path = above === undefined ? [index] : above.concat(index);
    const made: BranchTimeline = { branch, parent, stage, path, input, start, end, status, reason, served, leader, emitted, spans };
    if (depth < LONG) paths.set(branch, path);
    else if (depth > LONG) Object.defineProperty(made, 'path', { enumerable: true, get: () => longPath(record) });
    branches.push(made);
  }
  return branches;
}

function longPath(record: BranchRecord): readonly number[] {
  const path = new Array<number>(record.depth);
  let at = record.depth;
  for (let each: BranchRecord | undefined = record; each !== undefined; each = each.above) path[--at] = each.index;
  return path;
}
