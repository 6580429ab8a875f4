import type { Limit } from '../../policies/limits/limit.js';
import type { AsyncContext } from '../async-context.js';
import type { Attempt } from '../attempt.js';
import { Branch } from '../branch.js';
import type { Dispatcher } from '../dispatcher.js';
import type { Failure } from '../intake.js';
import type { Level } from '../level.js';
import type { StagePlan } from '../plan.js';
import { reportUnhandled } from '../../policies/report-unhandled.js';
import type { Alarm } from './alarms.js';
import type { Placed } from './heap.js';

/** A place where branches wait, each in one at a time. */
export interface Place {
  delete(branch: PacedBranch): unknown;
}

/** What retries and deadlines ask of the level that they are for. */
export interface Pacing {
  readonly run: Dispatcher;
  readonly stage: StagePlan;
  /** The limits of a branch, each once. @throws what the user's `by` throws; TypeError if it is no limit */
  limitsOf(branch: PacedBranch): readonly Limit[];
  /** Whether any limit that a branch has taken wants to know how long its attempt works. */
  learns(branch: PacedBranch): boolean;
  /** A branch waits to start. */
  wait(branch: PacedBranch): void;
  /** A branch has failed for good. */
  fail(branch: PacedBranch, failure: Failure): void;
}

/** An attempt for a branch of a stage that has policies. */
export interface PacedAttempt extends Attempt {
  readonly branch: PacedBranch;
}

/** A branch that may have another attempt, and whose attempts have their time. What few branches have is declared only, so that the others need no memory for it. */
export class PacedBranch extends Branch implements Placed {
  /** Where it waits, if anywhere, and its place in there. */
  where: Place | undefined = undefined;
  place = -1;
  /** Whether it waits for another attempt. */
  again = false;
  /** Whether it has ended. */
  over = false;
  /** Since when its attempt works, and for how long it had before, in ms. */
  since: number | undefined = undefined;
  worked = 0;
  /** When its attempt must be over. */
  working: Alarm | undefined = undefined;
  /** How many values it had when its attempt started. */
  earlier = 0;
  /** Whether its time is up: what becomes of its attempt is the end of it. */
  declare expired?: boolean;

  constructor(
    level: Level,
    parent: Branch | undefined,
    input: unknown,
    index: number,
    /** Its place among all branches of its level. */
    readonly sequence: number,
    context: AsyncContext | undefined,
  ) {
    super(level, parent, input, index, context);
  }

  override cancel(): void {
    this.over = true;
    this.quit();
  }

  /** Leaves the place where it waits. A teardown of the user's that throws does not stop the run. */
  leave(): void {
    try {
      this.quit();
    } catch (error) {
      reportUnhandled(error);
    }
  }

  private quit(): void {
    const { where } = this;
    this.where = undefined;
    where?.delete(this);
  }
}
