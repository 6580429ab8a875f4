import type { Positioned } from '../engine/queue/priority-queue.js';

/** What a sample keeps or drops as a whole: the tree of a root, or a subtree of one. */
export class Part implements Positioned {
  position = -1;
  /** Its branches, each after its parent. */
  readonly branches: number[] = [];
  /** Whether it was too large and its subtrees became parts. The rest of it is kept. */
  isSplit = false;
  /** The priorities of these subtrees are below it. */
  scale = 1;

  constructor(
    readonly priority: number,
    /** The index of the root, if it is the whole tree of one. */
    readonly root: number | undefined,
  ) {}
}
