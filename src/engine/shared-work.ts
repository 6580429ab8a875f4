import type { Answer, Cache } from '../policies/cache.js';
import { later } from '../policies/turns.js';
import type { GovernedBranch } from './governed-branch.js';

/** The works under way of one stage, by their keys. */
export type Works = Map<string, SharedWork>;

const worksOfCaches = new WeakMap<Cache, Map<string, Works>>();

/** The works under way for a cache: runs that share it share them. */
export function worksOf(cache: Cache, stage: string): Works {
  const byStage = getOrMake(worksOfCaches, cache, () => new Map<string, Works>());
  return getOrMake(byStage, stage, () => new Map<string, SharedWork>());
}

/** One piece of work that serves all branches of one key: one of them leads, which does it as any branch does its own; the others follow. */
export class SharedWork {
  /** What the leader has emitted. */
  values: unknown[] = [];
  /** Who waits for it, the oldest first. */
  private readonly followers = new Set<GovernedBranch>();

  constructor(
    private readonly works: Works,
    private readonly key: string,
    public leader: GovernedBranch,
  ) {
    works.set(key, this);
    leader.leads = this;
  }

  add(branch: GovernedBranch): void {
    this.followers.add(branch);
    branch.follows = this;
    branch.where = this;
  }

  /** A follower leaves. */
  delete(branch: GovernedBranch): void {
    this.followers.delete(branch);
    branch.follows = undefined;
  }

  /** The work is over: all who follow hand out the values, and fail if it has. */
  finish(values: Answer, failure: { readonly reason: unknown } | undefined): void {
    this.end();
    for (const follower of this.followers) {
      this.delete(follower);
      follower.level.replay(follower, values, failure);
      later(follower.level.run);
    }
  }

  /** The leader leaves: the oldest follower takes over and begins anew. */
  abandon(): void {
    this.end();
    for (const follower of this.followers) {
      if (follower.level.run.closed) continue;
      this.delete(follower);
      this.leader = follower;
      follower.leads = this;
      this.values = [];
      this.works.set(this.key, this);
      follower.level.wait(follower);
      later(follower.level.run);
      return;
    }
  }

  private end(): void {
    this.leader.leads = undefined;
    this.works.delete(this.key);
  }
}

function getOrMake<K, V>(map: { get(key: K): V | undefined; set(key: K, value: V): unknown }, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
