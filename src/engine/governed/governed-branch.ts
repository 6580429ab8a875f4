import type { Limit } from '../../policies/limits/limit.js';
import type { Attempt } from '../attempt.js';
import { Branch } from '../branch.js';
import type { Handing } from '../level.js';
import type { Failure } from '../intake.js';
import type { Alarm } from './alarms.js';
import type { GovernedLevel } from './governed-level.js';
import type { Placed } from './heap.js';
import type { Feedback } from './feedback.js';
import type { Listed } from './roster.js';
import type { SharedWork } from './shared-work.js';

/** A place where branches wait, each in one at a time. */
export interface Place {
  delete(branch: GovernedBranch): unknown;
}

/** What a branch has to hand out one by one. */
export interface GovernedHanding extends Handing {
  readonly branch: GovernedBranch;
}

/** An attempt for a branch of a stage that has policies. */
export interface GovernedAttempt extends Attempt {
  readonly branch: GovernedBranch;
}

const NONE: readonly Limit[] = [];

/** A branch of a stage that has policies; with `next` one page of it. What few branches have is declared only, so that the others need no memory for it. */
export class GovernedBranch extends Branch implements Placed, Listed<GovernedBranch> {
  override readonly level: GovernedLevel;
  /** For a recursive stage: how long its path is, and how often values were fed back to lead here. */
  readonly depth: number = 0;
  readonly generation: number = 0;
  /** Where it waits, if anywhere, and its place in there. */
  where: Place | undefined = undefined;
  place = -1;
  /** Whether it is among those that are not open, and its neighbours there. */
  isListed = false;
  previous: GovernedBranch | undefined = undefined;
  following: GovernedBranch | undefined = undefined;
  /** Since when it rests, with its iterator or with what it has to hand out, among all that do. */
  declare rests: number;
  /** Whether it waits for another attempt. */
  again = false;
  /** Whether its time is up: what becomes of its attempt is the end of it. */
  declare expired?: boolean;
  /** Whether it has ended. */
  over = false;
  /** The attempt that is open, the limits that it holds while it works, and what it holds back until it completes. */
  attempt: GovernedAttempt | undefined = undefined;
  limits: readonly Limit[] = NONE;
  declare held?: unknown[] | undefined;
  /** Since when its attempt works, and for how long it had before, in ms. */
  since: number | undefined = undefined;
  worked = 0;
  /** When its attempt must be over, when it must have started, and when it must be over itself. */
  working: Alarm | undefined = undefined;
  declare queue?: Alarm;
  declare total?: Alarm;
  /** The last value that it has emitted, if it has a next page, and how many it had when its attempt started. */
  declare last?: unknown;
  earlier = 0;
  /** What it has to hand out. */
  declare handing?: GovernedHanding;
  /** What it feeds back, if it does, and how much it has. */
  declare feedback?: Feedback;
  declare fed?: number;
  /** Whether it has emitted all it had, and why it fails if it does: it ends when all is fed back. */
  done = false;
  declare failure?: Failure;
  /** What makes it the same as others, the work that it does for them, and the work that it waits for. */
  declare key?: string;
  declare leads?: SharedWork | undefined;
  declare follows?: SharedWork | undefined;

  constructor(
    level: GovernedLevel,
    parent: Branch | undefined,
    input: unknown,
    index: number,
    /** Its place among all branches of its level. */
    readonly sequence: number,
    /** How many values its earlier pages have emitted. */
    readonly before = 0,
  ) {
    super(level, parent, input, index);
    this.level = level;
    this.emissions = before;
    if (level.stage.recurse !== undefined) {
      this.depth = depthOf(parent) + 1;
      if (parent instanceof GovernedBranch && parent.level === level) this.generation = parent.generation + 1;
    }
  }

  override cancel(): void {
    this.over = true;
    this.leave();
    this.leads?.abandon();
  }

  /** Holds no limit any more. */
  letGo(): void {
    this.limits = NONE;
  }

  /** Waits no longer where it waits. */
  leave(): void {
    const { where } = this;
    this.where = undefined;
    where?.delete(this);
  }
}

/** How long the path of a branch is, which those of recursive stages know. */
function depthOf(from: Branch | undefined): number {
  let depth = 0;
  for (let branch = from; branch !== undefined; branch = branch.parent) {
    if (branch instanceof GovernedBranch && branch.depth > 0) return depth + branch.depth;
    depth++;
  }
  return depth;
}
