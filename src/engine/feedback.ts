import { driveList, type Driver, type PullSink } from './drive.js';
import type { GovernedBranch } from './governed-branch.js';
import type { Placed } from './heap.js';

/** The inputs that one value of a branch gives for its own stage: pulled one by one, when the stage could start them. */
export class Feedback implements PullSink, Placed {
  place = -1;
  private readonly driver: Driver;

  /** @throws what `driveList` throws */
  constructor(
    readonly branch: GovernedBranch,
    inputs: unknown,
  ) {
    this.driver = driveList(inputs, this);
    branch.feeding++;
    this.driver.start();
  }

  pull(): void {
    this.driver.pull();
  }

  cancel(): void {
    this.driver.cancel();
  }

  next(input: unknown): void {
    const { branch } = this;
    branch.level.create(branch, input, branch.fed++);
  }

  rest(): void {
    this.branch.level.feedLater(this);
  }

  complete(): void {
    this.branch.level.fedBack(this.branch);
  }

  error(reason: unknown): void {
    this.branch.level.fedBack(this.branch, { reason });
  }
}
