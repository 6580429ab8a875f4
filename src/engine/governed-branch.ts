import type { Limit } from '../policies/limits/limit.js';
import type { Alarm } from './alarms.js';
import type { Attempt } from './attempt.js';
import { Branch } from './branch.js';
import type { GovernedLevel } from './governed-level.js';
import type { Placed } from './heap.js';
import type { SharedWork } from './shared-work.js';
import type { OrderNode } from './source-order.js';

/** A place where branches wait, each in one at a time. */
export interface Place {
  delete(branch: GovernedBranch): unknown;
}

/** A branch of a stage that has policies; of its pages, the current one. */
export class GovernedBranch extends Branch implements Placed {
  override readonly level: GovernedLevel;
  /** Where it waits, if anywhere, and its place in there. */
  where: Place | undefined = undefined;
  place = -1;
  /** Since when its iterator or its list rests, in the order in which they came to. */
  rests = 0;
  /** How often values were fed back to lead here. */
  readonly generation: number;
  /** Whether it waits to be tried again. */
  again = false;
  /** Whether it has ended. */
  over = false;
  /** Whether its time is up: whatever becomes of its attempt, it is the last. */
  expired = false;
  /** The attempt that is open, the limits that it holds while it works, and what it holds back until it completes. */
  attempt: Attempt | undefined = undefined;
  limits: readonly Limit[] = [];
  held: unknown[] | undefined = undefined;
  /** What it has to hand out. */
  handing: { pull(): void } | undefined = undefined;
  /** The last value that it has emitted, and how many it had before the attempt that is open. */
  last: unknown = undefined;
  earlier = 0;
  /** How many inputs it has fed back, and how many values have more of them. */
  fed = 0;
  feeding = 0;
  /** Whether it ends when all is fed back. */
  done = false;
  key: string | undefined = undefined;
  /** The work that it does for others too, or that it waits for. */
  leads: SharedWork | undefined = undefined;
  follows: SharedWork | undefined = undefined;
  /** Its times: to start, to end, and to end its attempt. */
  queueAlarm: Alarm | undefined = undefined;
  totalAlarm: Alarm | undefined = undefined;
  attemptAlarm: Alarm | undefined = undefined;
  /** For how long its attempt had worked when it last began to, and since when it does, in ms. */
  worked = 0;
  since = 0;
  /** Where its outcomes are held back, if they come in source order. */
  node: OrderNode | undefined = undefined;

  constructor(
    level: GovernedLevel,
    parent: Branch | undefined,
    input: unknown,
    index: number,
    /** Its place among all branches of its level in the order in which they were created. */
    readonly sequence: number,
    /** How many values its earlier pages have emitted. */
    readonly before = 0,
  ) {
    super(level, parent, input, index);
    this.level = level;
    this.emissions = before;
    this.generation = parent?.level === level ? (parent as GovernedBranch).generation + 1 : 0;
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
