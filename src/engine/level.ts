/** Stages to which the longest way is equally long. They take turns, a step each. */
export class Level {
  private next = 0;

  constructor(private readonly stages: readonly { step(): boolean }[]) {}

  /** @returns whether any of them had something to do */
  step(): boolean {
    const { length } = this.stages;
    for (let tried = 0; tried < length; tried++) {
      const stage = this.stages[this.next];
      this.next = (this.next + 1) % length;
      if (stage?.step() === true) return true;
    }
    return false;
  }
}
