import type { Positioned } from '../engine/queue/priority-queue.js';

/** What a sample keeps as a whole or drops as a whole: the tree of a root, or a subtree of one. */
export class Part implements Positioned {
  position = -1;
  /** Its branches, each after its parent. */
  readonly branches: number[] = [];
  /** Whether it was too large: its subtrees are parts instead. What is left of it is kept. */
  isSplit = false;
  /** The priorities of these subtrees are below it. */
  scale = 1;

  constructor(
    readonly priority: number,
    /** The index of the root whose tree it is, if it is a whole one. */
    readonly root: number | undefined,
  ) {}
}
