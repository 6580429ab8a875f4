/** Stages of equal depth. They take turns, a step each. */
export class Level {
  /** The stage whose turn it is. */
  private turn = 0;

  constructor(private readonly stages: readonly { step(): boolean }[]) {}

  /** @returns whether any of them had something to do */
  step(): boolean {
    const { length } = this.stages;
    for (let tried = 0; tried < length; tried++) {
      const stage = this.stages[this.turn];
      this.turn = (this.turn + 1) % length;
      if (stage?.step() === true) return true;
    }
    return false;
  }
}
