import type { Level } from './level.js';

/** One input at one stage: a node of the tree that grows from a root. It knows its parent, never its children. */
export class Branch {
  /** Attempts so far. */
  attempts = 0;
  /** Emissions so far, over all attempts. */
  emissions = 0;

  private chain: readonly unknown[] | undefined = undefined;
  private indices: readonly number[] | undefined = undefined;

  constructor(
    readonly level: Level,
    readonly parent: Branch | undefined,
    readonly input: unknown,
    /** Its place among its parent's emissions; a root's place in the source. */
    readonly index: number,
  ) {}

  /** Its run is over: it lets go of what is not its own. */
  cancel(): void {
    // Nothing is.
  }

  /** It has ended: who still reads what is made for its readers makes it anew. */
  release(): void {
    this.chain = this.indices = undefined;
  }

  /** The inputs from the root to this branch: made when first read, then shared by all who read it. */
  get inputs(): readonly unknown[] {
    return (this.chain ??= this.fromRoot(inputOf));
  }

  /** The indices from the root to this branch: made when first read, then shared by all who read it. */
  get path(): readonly number[] {
    return (this.indices ??= this.fromRoot(indexOf));
  }

  /** A loop and not a recursion, so that depth costs no stack; and the array has its size at once, so that it takes no more memory than it needs. */
  private fromRoot<T>(read: (branch: Branch) => T): T[] {
    let depth = 0;
    for (let branch: Branch | undefined = this; branch !== undefined; branch = branch.parent) depth++;
    const row = new Array<T>(depth);
    for (let branch: Branch | undefined = this; branch !== undefined; branch = branch.parent) row[--depth] = read(branch);
    return row;
  }
}

function inputOf(branch: Branch): unknown {
  return branch.input;
}

function indexOf(branch: Branch): number {
  return branch.index;
}
