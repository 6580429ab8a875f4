import type { Answer, Cache } from '../../policies/cache.js';
import { later } from '../../policies/turns.js';
import type { Failure } from '../intake.js';
import type { GovernedBranch } from './governed-branch.js';

/** Works by their keys. */
export type Works = Map<string, SharedWork>;

const worksOfCaches = new WeakMap<Cache, Map<string, Works>>();

/** The works in flight for a cache at a stage, which all runs share that share the cache. */
export function worksInFlight(cache: Cache, stage: string): Works {
  const byStage = worksOfCaches.get(cache) ?? new Map<string, Works>();
  worksOfCaches.set(cache, byStage);
  const works = byStage.get(stage) ?? new Map<string, SharedWork>();
  byStage.set(stage, works);
  return works;
}

/**
 * One piece of work for all branches of one key in one run: one of them leads, and does it as any branch does its own; the others follow. The leader follows itself if
 * another run has started on the same work before it could.
 */
export class SharedWork {
  /** What the leader has emitted. */
  values: unknown[] = [];
  /** Who waits for it, the oldest first. */
  private readonly followers = new Set<GovernedBranch>();

  constructor(
    private readonly key: string,
    public leader: GovernedBranch,
    /** The works of the run, and those in flight of all runs that share them with it. */
    private readonly works: Works,
    private readonly inFlight: Works | undefined,
  ) {
    works.set(key, this);
    leader.leads = this;
  }

  add(branch: GovernedBranch): void {
    this.followers.add(branch);
    branch.follows = this;
    branch.where = this;
    const { level } = this.leader;
    if (branch.leads === undefined || level.run.order === undefined) return;
    // It is another run's, and two runs that hold back what they have could wait for each other.
    level.urgent.add(this.leader);
    later(level.run);
  }

  /** A follower leaves. */
  delete(branch: GovernedBranch): void {
    this.followers.delete(branch);
    branch.follows = undefined;
  }

  /** The leader starts. */
  start(): void {
    this.inFlight?.set(this.key, this);
  }

  /** The work is over: all who follow hand out the values, and fail if it has. */
  finish(values: Answer, failure?: Failure): void {
    this.end();
    for (const follower of this.followers) {
      const { leads, level } = follower;
      follower.leave();
      leads?.finish(values, failure);
      level.replay(follower, values, failure);
      later(level.run);
    }
  }

  /** The leader leaves: the oldest who follows takes over, and begins anew. Those of other runs wait for their own turn, and follow again if somebody else is faster. */
  abandon(): void {
    this.end();
    for (const follower of this.followers) {
      const { run } = follower.level;
      const isOther = follower.leads !== undefined;
      // One whose own time is up at this moment would only begin to be cancelled.
      if (run.closed || run.alarms.isDue(follower.total) || !(isOther || this.leader.leads === undefined)) continue;
      follower.leave();
      if (!isOther) {
        this.leader = follower;
        follower.leads = this;
        this.values = [];
        this.works.set(this.key, this);
      }
      follower.level.wait(follower);
      later(run);
    }
  }

  private end(): void {
    this.leader.leads = undefined;
    this.leader.level.urgent.delete(this.leader);
    this.works.delete(this.key);
    if (this.inFlight?.get(this.key) === this) this.inFlight.delete(this.key);
  }
}
