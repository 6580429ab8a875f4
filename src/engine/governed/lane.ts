import type { Limit } from '../../policies/limits/limit.js';
import type { Heap, Placed, Precedence } from '../paced/heap.js';
import { Line } from '../paced/line.js';
import type { Place } from '../paced/paced-branch.js';
import type { GovernedBranch } from './governed-branch.js';

/** Those of one stage whom one limit holds up: others pass them by. */
export class Lane implements Place, Placed {
  place = -1;
  private readonly branches: Line<GovernedBranch>;

  constructor(
    readonly limit: Limit,
    before: Precedence<GovernedBranch>,
    /** The lanes whose limits have offered a turn. */
    private readonly ready: Heap<Lane>,
    private readonly emptied: (lane: Lane) => void,
  ) {
    this.branches = new Line(before);
  }

  get first(): GovernedBranch | undefined {
    return this.branches.first;
  }

  get isReady(): boolean {
    return this.place >= 0;
  }

  set isReady(is: boolean) {
    if (is === this.isReady) return;
    if (is) this.ready.add(this);
    else {
      this.ready.delete(this);
      this.place = -1;
    }
  }

  add(branch: GovernedBranch): void {
    this.change(() => {
      this.branches.add(branch);
    });
    branch.where = this;
    this.limit.holdsUp(1);
  }

  delete(branch: GovernedBranch): void {
    this.change(() => {
      this.branches.delete(branch);
    });
    this.limit.holdsUp(-1);
    if (this.first === undefined) this.emptied(this);
  }

  /** Changes its content: its place among those that are ready goes by who is first in it. */
  private change(how: () => void): void {
    const { isReady } = this;
    this.isReady = false;
    how();
    this.isReady = isReady && this.first !== undefined;
  }
}
