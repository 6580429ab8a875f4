import { fits, MILLISECONDS, OBJECT, readOptions } from '../check.js';
import type { Attempt, Branch, Policy, PolicyDefinition, StageRun } from '../engine/types.js';
import { quote } from '../quote.js';

/** What timed out: one attempt, the branch as a whole, or its wait for a first slot. */
export type TimeoutKind = 'attempt' | 'total' | 'queue';

/** Timeouts of a stage, in ms: each a number >= 0. One that is missing never expires. */
export interface StageTimeouts {
  /**
   * The maximum duration of one attempt. Time during which its iterator is suspended, because
   * nothing pulls it, does not count. It is a failure like any other, so it can be retried.
   */
  readonly attempt?: number | undefined;
  /**
   * The maximum duration of the branch, from its creation to the end of its last attempt, including
   * waits and retries. Its children may take longer. It rejects the branch without another attempt.
   */
  readonly total?: number | undefined;
  /**
   * The maximum wait of the branch for its first slot. It rejects the branch without another
   * attempt.
   */
  readonly queue?: number | undefined;
}

/** The beginning of each message. */
const SLOW: Readonly<Record<TimeoutKind, string>> = {
  attempt: 'the attempt took longer than',
  total: 'the branch took longer than',
  queue: 'the branch waited for its first slot for more than',
};

/** The error when an attempt, a branch or a wait times out. */
export class StageTimeoutError extends Error {
  override readonly name = 'StageTimeoutError';

  /**
   * @param kind - what timed out
   * @param stage - the stage's name
   * @param ms - the timeout, in ms
   */
  constructor(
    readonly kind: TimeoutKind,
    readonly stage: string,
    readonly ms: number,
  ) {
    super(`stage ${quote(stage)}: ${SLOW[kind]} ${String(ms)} ms (timeout.${kind})`);
  }
}

const RULES = { attempt: MILLISECONDS, total: MILLISECONDS, queue: MILLISECONDS };

export const timeout: PolicyDefinition<{ readonly timeout?: number | StageTimeouts }> = {
  rules: { timeout: [`${MILLISECONDS[0]}, or an object of timeouts`, (value) => fits(MILLISECONDS, value) || fits(OBJECT, value)] },
  check(where, options) {
    if (fits(OBJECT, options.timeout)) readOptions(`${where}: timeout`, options.timeout as object, RULES, {});
  },
  create(options, stage) {
    const timeouts = typeof options.timeout === 'number' ? { attempt: options.timeout } : (options.timeout ?? {});
    const { attempt, total, queue } = timeouts;
    return [
      ...(total === undefined && queue === undefined ? [] : [new BranchTimeout(stage, total, queue)]),
      ...(attempt === undefined ? [] : [new AttemptTimeout(stage, attempt)]),
    ];
  },
};

/** Fails attempts that take too long. */
class AttemptTimeout implements Policy {
  private readonly stage: StageRun;
  private readonly ms: number;

  constructor(stage: StageRun, ms: number) {
    this.stage = stage;
    this.ms = ms;
  }

  working(attempt: Attempt): void {
    attempt.timer = this.stage.run.timers.set(attempt.left ?? this.ms, this.isOver, attempt);
  }

  /** Time does not count while an attempt is suspended. */
  idle(attempt: Attempt, isOver: boolean): void {
    const { timers } = this.stage.run;
    timers.clear(attempt.timer);
    if (!isOver && attempt.timer !== undefined) attempt.left = Math.max(0, attempt.timer.at - timers.now());
  }

  private readonly isOver = (attempt: Attempt): void => {
    attempt.fail(new StageTimeoutError('attempt', this.stage.plan.name, this.ms));
  };
}

/** Ends branches that take too long, or wait too long for their first slot. */
class BranchTimeout implements Policy {
  private readonly stage: StageRun;
  private readonly total: number | undefined;
  private readonly queue: number | undefined;

  constructor(stage: StageRun, total: number | undefined, queue: number | undefined) {
    this.stage = stage;
    this.total = total;
    this.queue = queue;
  }

  waiting(branch: Branch): boolean {
    const { timers } = this.stage.run;
    branch.deadlines = {
      queue: this.queue === undefined ? undefined : timers.set(this.queue, this.queueIsOver, branch),
      total: this.total === undefined ? undefined : timers.set(this.total, this.totalIsOver, branch),
      isExpired: false,
    };
    return false;
  }

  working({ branch }: Attempt): void {
    this.stage.run.timers.clear(branch.deadlines?.queue);
  }

  /** Its last attempt has ended. */
  settled(branch: Branch): boolean {
    this.closed(branch);
    return false;
  }

  closed({ deadlines }: Branch): void {
    const { timers } = this.stage.run;
    timers.clear(deadlines?.queue);
    timers.clear(deadlines?.total);
  }

  private readonly queueIsOver = (branch: Branch): void => {
    this.expire(branch, 'queue', this.queue);
  };

  private readonly totalIsOver = (branch: Branch): void => {
    this.expire(branch, 'total', this.total);
  };

  /**
   * A branch has timed out. Values that its attempt has already emitted are delivered, however
   * late.
   */
  private expire(branch: Branch, kind: TimeoutKind, ms = 0): void {
    const { attempt, phase, deadlines } = branch;
    if (deadlines !== undefined && (attempt === undefined ? phase === 'waiting' || phase === 'parked' : !attempt.finished)) {
      deadlines.isExpired = true;
      this.stage.fail(branch, new StageTimeoutError(kind, this.stage.plan.name, ms));
    }
    this.stage.run.drain();
  }
}
