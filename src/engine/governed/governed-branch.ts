import type { Limit } from '../../policies/limits/limit.js';
import type { AsyncContext } from '../async-context.js';
import type { Branch } from '../branch.js';
import type { Handing } from '../level.js';
import type { Failure } from '../intake.js';
import type { Alarm } from '../paced/alarms.js';
import { PacedBranch, type PacedAttempt } from '../paced/paced-branch.js';
import type { GovernedLevel } from './governed-level.js';
import type { Feedback } from './feedback.js';
import type { Listed } from './roster.js';
import type { SharedWork } from './shared-work.js';

/** What a branch has to hand out one by one. */
export interface GovernedHanding extends Handing {
  readonly branch: GovernedBranch;
}

/** An attempt for a branch of a stage that has policies. */
export interface GovernedAttempt extends PacedAttempt {
  readonly branch: GovernedBranch;
}

const NONE: readonly Limit[] = [];

/** A branch of a stage that has whatever policies; with `nextPage` one page of it. */
export class GovernedBranch extends PacedBranch implements Listed<GovernedBranch> {
  override readonly level: GovernedLevel;
  /** For a recursive stage: how long its path is, and how often values were fed back to lead here. */
  readonly depth: number = 0;
  readonly generation: number = 0;
  /** Whether it is among those that are not open, and its neighbours there. */
  isListed = false;
  previous: GovernedBranch | undefined = undefined;
  following: GovernedBranch | undefined = undefined;
  /** Since when it rests, with its iterator or with what it has to hand out, among all that do. */
  declare rests: number;
  /** The attempt that is open, the limits that it holds while it works, and what it holds back until it completes. */
  attempt: GovernedAttempt | undefined = undefined;
  limits: readonly Limit[] = NONE;
  declare held?: unknown[] | undefined;
  /** When it must have started, and when it must be over. */
  declare queue?: Alarm;
  declare total?: Alarm;
  /** The last value that it has emitted, if it has a next page. */
  declare last?: unknown;
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
    sequence: number,
    context: AsyncContext | undefined,
    /** How many values its earlier pages have emitted. */
    readonly before = 0,
  ) {
    super(level, parent, input, index, sequence, context);
    this.level = level;
    this.emissions = before;
    if (level.stage.recurse !== undefined) {
      this.depth = depthOf(parent) + 1;
      if (parent instanceof GovernedBranch && parent.level === level) this.generation = parent.generation + 1;
    }
  }

  override cancel(): void {
    try {
      super.cancel();
    } finally {
      this.feedback?.cancel();
      this.leads?.abandon();
    }
  }

  /** Holds no limit any more. */
  letGo(): void {
    this.limits = NONE;
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
