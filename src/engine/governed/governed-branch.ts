import type { Limit } from '../../policies/limits/limit.js';
import type { Attempt } from '../attempt.js';
import { Branch } from '../branch.js';
import type { Handing } from '../level.js';
import type { Failure } from '../intake.js';
import type { Alarm } from './alarms.js';
import type { GovernedLevel } from './governed-level.js';
import type { Placed } from './heap.js';
import type { Feedback } from './feedback.js';
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

/** A branch of a stage that has policies; with `next` one page of it. */
export class GovernedBranch extends Branch implements Placed {
  override readonly level: GovernedLevel;
  /** How long its path is, and how often values were fed back to lead here. */
  readonly depth: number;
  readonly generation: number;
  /** Where it waits, if anywhere, and its place in there. */
  where: Place | undefined = undefined;
  place = -1;
  /** Since when it rests, with its iterator or with what it has to hand out, among all that do. */
  rests = 0;
  /** Whether it waits for another attempt. */
  again = false;
  /** Whether its time is up: what becomes of its attempt is the end of it. */
  expired = false;
  /** Whether it has ended. */
  over = false;
  /** The attempt that is open, the limits that it holds while it works, and what it holds back until it completes. */
  attempt: GovernedAttempt | undefined = undefined;
  limits: readonly Limit[] = [];
  held: unknown[] | undefined = undefined;
  /** Since when its attempt works, and for how long it had before, in ms. */
  since: number | undefined = undefined;
  worked = 0;
  /** When its attempt must be over, when it must have started, and when it must be over itself. */
  working: Alarm | undefined = undefined;
  queue: Alarm | undefined = undefined;
  total: Alarm | undefined = undefined;
  /** The last value that it has emitted, and how many it had when its attempt started. */
  last: unknown = undefined;
  earlier = 0;
  /** What it has to hand out. */
  handing: GovernedHanding | undefined = undefined;
  /** What it feeds back, if it does, and how much it has. */
  feedback: Feedback | undefined = undefined;
  fed = 0;
  /** Whether it has emitted all it had, and why it fails if it does: it ends when all is fed back. */
  done = false;
  failure: Failure | undefined = undefined;
  /** What makes it the same as others, the work that it does for them, and the work that it waits for. */
  key: string | undefined = undefined;
  leads: SharedWork | undefined = undefined;
  follows: SharedWork | undefined = undefined;

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
    this.depth = depthOf(parent) + 1;
    this.generation = parent instanceof GovernedBranch && parent.level === level ? parent.generation + 1 : 0;
  }

  override cancel(): void {
    this.over = true;
    this.leave();
    this.leads?.abandon();
  }

  /** Waits no longer where it waits. */
  leave(): void {
    const { where } = this;
    this.where = undefined;
    where?.delete(this);
  }
}

function depthOf(branch: Branch | undefined): number {
  if (branch === undefined) return 0;
  return branch instanceof GovernedBranch ? branch.depth : depthOf(branch.parent) + 1;
}
