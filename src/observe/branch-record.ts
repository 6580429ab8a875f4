import type { WaitingEvent } from '../events/branch-event.js';
import type { Part } from './part.js';

/** What is stored of one branch outside the log. Its values are counted, not stored. */
export class BranchRecord {
  readonly branch: number;
  readonly parent: number | undefined;
  readonly stage: string;
  /** The last element of its path; its parent has the elements before it. */
  readonly index: number;
  /** The length of its path. */
  readonly depth: number;
  readonly input: unknown;
  emitted = 0;
  /** How many entries it has in the log. */
  entries = 0;
  /** Its first entry, while the log is read. */
  first = -1;

  constructor(
    { branch, parent, stage, path, input }: WaitingEvent,
    /** The part of the sample that contains it. */
    public part: Part,
    /** The record of its parent. */
    readonly above: BranchRecord | undefined,
  ) {
    this.branch = branch;
    this.parent = parent;
    this.stage = stage;
    this.depth = path.length;
    this.index = path[path.length - 1] as number;
    this.input = input;
  }
}
