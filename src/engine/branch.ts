import type { AsyncContext } from './async-context.js';
import type * as engine from './types.js';

/** One input at one stage. `engine/types.ts` documents its members. */
export class Branch implements engine.Branch {
  number = 0;
  phase: engine.Phase = 'waiting';
  attempts = 0;
  emissions = 0;
  recursed = 0;
  page = 1;
  attempt: engine.Attempt | undefined = undefined;
  queue: engine.BranchQueue | undefined = undefined;
  drainable: engine.Drainable | undefined = undefined;
  deadlines: engine.Branch['deadlines'] = undefined;
  times: engine.Branch['times'] = undefined;
  /** Its position in its queue, and its place among the branches of its stage. */
  position = -1;
  place = -1;

  private inputRow: readonly unknown[] | undefined = undefined;
  private pathRow: readonly number[] | undefined = undefined;

  constructor(
    readonly stage: engine.StageRun,
    readonly parent: engine.Branch | undefined,
    readonly input: unknown,
    readonly index: number,
    readonly context: AsyncContext | undefined,
  ) {
    // A parent that feeds values back drops its rows when it closes, and the way to the root is
    // long.
    if (parent?.hasRows === true && parent.stage.isRecursive) this.makeRows();
  }

  get depth(): number {
    let depth = 1;
    for (let above = this.parent; above !== undefined; above = above.parent) {
      if (above.hasRows) return depth + above.path.length;
      depth++;
    }
    return depth;
  }

  get hasRows(): boolean {
    return this.inputRow !== undefined;
  }

  get inputs(): readonly unknown[] {
    if (this.inputRow === undefined) this.makeRows();
    return this.inputRow as readonly unknown[];
  }

  get path(): readonly number[] {
    if (this.pathRow === undefined) this.makeRows();
    return this.pathRow as readonly number[];
  }

  keepRows(): void {
    if (this.inputRow === undefined) this.makeRows();
  }

  dropRows(): void {
    this.inputRow = this.pathRow = undefined;
  }

  /**
   * Makes both rows. Rows of the first two rounds, where most branches are, are literals, which is
   * much faster. Longer ones copy those of the nearest ancestor that has its own, in a loop, so
   * that depth costs no stack.
   */
  private makeRows(): void {
    const { parent, input, index } = this;
    if (parent === undefined) {
      this.inputRow = [input];
      this.pathRow = [index];
    } else if (parent.parent === undefined) {
      this.inputRow = [parent.input, input];
      this.pathRow = [parent.index, index];
    } else {
      const inputs: unknown[] = [input];
      const path = [index];
      let above: engine.Branch | undefined = parent;
      for (; above !== undefined && !above.hasRows; above = above.parent) {
        inputs.push(above.input);
        path.push(above.index);
      }
      inputs.reverse();
      path.reverse();
      // `concat` is the fastest way to copy long rows.
      this.inputRow = above === undefined ? inputs : above.inputs.concat(inputs);
      this.pathRow = above === undefined ? path : above.path.concat(path);
    }
  }
}
