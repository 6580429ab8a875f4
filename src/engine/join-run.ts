import type { Followers } from './followers.js';
import { StageRun, type CreateStage, type HostRun } from './stage-run.js';
import type * as engine from './types.js';
import type { StagePlan } from './plan.js';
import type { Branch } from './types.js';

/**
 * A `join` within one run. A branch waits, without a slot, until everything that its segment makes
 * of the input has settled. That is its one value.
 */
export class JoinRun extends StageRun {
  constructor(
    run: HostRun,
    plan: StagePlan,
    followers: Followers,
    /** The first stages of its segment. */
    readonly inner: Followers,
  ) {
    super(run, plan, followers);
  }

  /** It starts nothing itself, and needs no slot. */
  override startsOneMore(): boolean {
    return false;
  }

  override get availableSlots(): number {
    return Infinity;
  }

  static readonly create: CreateStage = (run, plan, followers, follow) => new JoinRun(run, plan, followers, follow(plan.joins ?? []));

  override get entries(): readonly engine.StageRun[] {
    return [this, ...this.inner.entries];
  }

  protected override begin(branch: Branch): void {
    const { parent, input, index, context, path } = branch;
    const tree = this.run.trees.begin(this.inner, input, path, (value) => {
      branch.queue = undefined;
      this.drain(branch, [value], undefined, undefined);
    });
    this.park(branch, tree);
    this.inner.follow(parent, input, index, { context, tree });
    tree.release();
  }
}
