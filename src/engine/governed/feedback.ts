import { quote } from '../../quote.js';
import { Lists, type ListsOwner } from '../lists.js';
import type { GovernedBranch } from './governed-branch.js';
import type { Placed } from '../paced/heap.js';
import type { Standing } from './precedence.js';

/** What a branch feeds back into its own stage: the inputs that its values give, pulled one by one when the stage could start them. */
export class Feedback implements ListsOwner, Placed {
  place = -1;
  private readonly lists = new Lists(this);

  constructor(readonly branch: GovernedBranch) {}

  /** Whether any inputs are left. */
  get isLeft(): boolean {
    return this.lists.current !== undefined;
  }

  get listTitle(): string {
    return `stage ${quote(this.branch.level.stage.name)}: what recurse returns`;
  }

  get finished(): boolean {
    return this.branch.over;
  }

  /** Where the branch would stand that it makes next, among those who wait to start. */
  get next(): Standing {
    const { branch } = this;
    return {
      depth: branch.depth + 1,
      again: false,
      sequence: Infinity,
      // Made only where it decides.
      get path() {
        return [...branch.path, branch.fed ?? 0];
      },
    };
  }

  /** Takes the inputs that one value gives. */
  add(inputs: unknown): void {
    this.lists.add(inputs);
  }

  pull(): void {
    this.lists.pull();
  }

  cancel(): void {
    this.lists.cancel();
  }

  emit(input: unknown): void {
    const { branch } = this;
    const index = branch.fed ?? 0;
    branch.fed = index + 1;
    branch.keepRows();
    branch.level.create(branch, input, index);
  }

  hand(): void {
    this.branch.level.feedLater(this);
  }

  settle(): void {
    this.branch.level.fedBack(this.branch);
  }

  fail(reason: unknown): void {
    this.branch.level.fedBack(this.branch, { reason });
  }
}
