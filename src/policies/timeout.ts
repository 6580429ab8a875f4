import { fits, MILLISECONDS, OBJECT, readOptions } from '../check.js';
import type { Attempt, Branch, Policy, PolicyDefinition, StageRun } from '../engine/types.js';
import { quote } from '../quote.js';

/** What was too slow: one attempt, the branch as a whole, or its wait for a first slot. */
export type TimeoutKind = 'attempt' | 'total' | 'queue';

/** How long things may take, in ms; what is not given may take for ever. */
export interface StageTimeouts {
  /** One attempt, counted while it works: not while its iterator is suspended because nobody takes more. A failure like any other, it is retried. */
  readonly attempt?: number | undefined;
  /** The branch, from its creation to the end of its last attempt, waits and retries included; its children may take longer. It ends the branch. */
  readonly total?: number | undefined;
  /** The branch's wait for its first slot. It ends the branch. */
  readonly queue?: number | undefined;
}

/** What a timeout says. */
const SLOW: Readonly<Record<TimeoutKind, string>> = {
  attempt: 'the attempt took longer than',
  total: 'the branch took longer than',
  queue: 'the branch waited for its first slot for more than',
};

/** Says that an attempt, a branch or a wait took longer than it may. */
export class StageTimeoutError extends Error {
  override readonly name = 'StageTimeoutError';

  /**
   * @param kind - what took too long
   * @param stage - the stage's name
   * @param ms - how long it may take
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

  /** What is suspended takes no time. */
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

  /** Its last attempt is over. */
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

  /** A branch has no time left. What its attempt has emitted already is delivered, however late. */
  private expire(branch: Branch, kind: TimeoutKind, ms = 0): void {
    const { attempt, phase, deadlines } = branch;
    if (deadlines !== undefined && (attempt === undefined ? phase === 'waiting' || phase === 'parked' : !attempt.finished)) {
      deadlines.isExpired = true;
      this.stage.fail(branch, new StageTimeoutError(kind, this.stage.plan.name, ms));
    }
    this.stage.run.drain();
  }
}
