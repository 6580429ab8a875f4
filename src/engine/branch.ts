import type { AsyncContext } from './async-context.js';
import type { Level } from './level.js';

/** One input at one stage: a node of the tree that grows from a root. It knows its parent, never its children. */
export class Branch {
  /** Attempts so far. */
  attempts = 0;
  /** Emissions so far, over all attempts. */
  emissions = 0;
  /** Which branch of its run it is, from 1, if anybody listens; all pages of a branch have the same number. */
  number = 0;

  private chain: readonly unknown[] | undefined = undefined;
  private indices: readonly number[] | undefined = undefined;

  constructor(
    readonly level: Level,
    readonly parent: Branch | undefined,
    readonly input: unknown,
    /** Its place among its parent's emissions; a root's place in the source. */
    readonly index: number,
    /** The async context in which its root has come: whatever is done for it is done there. */
    readonly context: AsyncContext | undefined,
  ) {
    // A parent that was fed back lets go of its rows when it ends, and the way to the root is long.
    if (parent?.chain !== undefined && parent.level.stage.recurse !== undefined) this.trace();
  }

  /** Its run is over: it lets go of what is not its own. */
  cancel(): void {
    // Nothing is.
  }

  /** Its children copy its rows when they are made: it has them from now on. */
  keepRows(): void {
    if (this.chain === undefined) this.trace();
  }

  /** It has ended: who still reads what is made for its readers makes it anew. */
  release(): void {
    this.chain = this.indices = undefined;
  }

  /** The inputs from the root to this branch: made when first read, then shared by all who read it. */
  get inputs(): readonly unknown[] {
    if (this.chain === undefined) this.trace();
    return this.chain as readonly unknown[];
  }

  /** The indices from the root to this branch: made when first read, then shared by all who read it. */
  get path(): readonly number[] {
    if (this.indices === undefined) this.trace();
    return this.indices as readonly number[];
  }

  /**
   * Makes both rows. Those of the first two rounds, where most branches are, as literals, which is much faster; longer ones copy those of the nearest ancestor that
   * has its own, by a loop, so that depth costs no stack.
   */
  private trace(): void {
    const { parent, input, index } = this;
    if (parent === undefined) {
      this.chain = [input];
      this.indices = [index];
    } else if (parent.parent === undefined) {
      this.chain = [parent.input, input];
      this.indices = [parent.index, index];
    } else {
      const chain: unknown[] = [input];
      const indices = [index];
      let above: Branch | undefined = parent;
      for (; above !== undefined && above.chain === undefined; above = above.parent) {
        chain.push(above.input);
        indices.push(above.index);
      }
      chain.reverse();
      indices.reverse();
      // The fastest way to copy long ones.
      this.chain = above === undefined ? chain : above.inputs.concat(chain);
      this.indices = above === undefined ? indices : above.path.concat(indices);
    }
  }
}
