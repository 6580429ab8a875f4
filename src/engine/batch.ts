import type { StageContext } from '../context.js';
import type { AsyncContext } from './async-context.js';
import type * as engine from './types.js';
import type { Branch, Drainable, Failure } from './types.js';

/** A stage as its batches see it. */
export interface BatchStage extends engine.StageRun {
  readonly remembers: boolean;
  /** The key of a branch in an answer by keys. */
  keyOf(branch: Branch): unknown;
  emit(branch: Branch, value: unknown): void;
  drainLater(branch: Branch, drainable: Drainable): void;
  ended(attempt: engine.Attempt): void;
  /** A batch has no waiting branches any more. */
  abandon(batch: Batch): void;
}

/** The answer for one branch: a value, or why there is none. */
export type Answer = { readonly value: unknown } | Failure;

/** Branches that share a request. */
export class Batch {
  readonly members: readonly Member[];
  /** The branch of the requests: its input is the batch. */
  carrier: Branch | undefined = undefined;
  /** The context of its request. */
  request: StageContext | undefined = undefined;
  /** The branches whose inputs are in its request. */
  asked: readonly Member[] = [];

  constructor(
    readonly stage: BatchStage,
    readonly id: number,
    members: readonly Member[],
  ) {
    this.members = members;
    for (const member of members) member.batch = this;
  }

  /** The branches that have no answer yet. */
  get waiting(): readonly Member[] {
    return this.members.filter(({ finished }) => !finished);
  }

  /** The signal of its request, also after it has ended. */
  get signal(): AbortSignal {
    return this.request?.signal ?? new AbortController().signal;
  }
}

/** The attempt of one branch, which is part of a batch. */
export class Member implements engine.Attempt, Drainable {
  readonly number: number;
  readonly emittedBefore: number;
  readonly key: unknown;
  readonly values: unknown[] | undefined;
  readonly working = true;
  finished = false;
  failure: Failure | undefined = undefined;
  timer: engine.Attempt['timer'] = undefined;
  left: number | undefined = undefined;
  readonly turn = 0;
  declare batch: Batch;
  /** The answer that it has received. */
  private given: Answer | undefined = undefined;

  constructor(
    private readonly stage: BatchStage,
    readonly branch: Branch,
  ) {
    this.number = branch.attempts;
    this.emittedBefore = branch.emissions;
    this.key = stage.keyOf(branch);
    this.values = stage.remembers ? [] : undefined;
  }

  get context(): AsyncContext | undefined {
    return this.branch.context;
  }

  get signal(): AbortSignal {
    return this.batch.signal;
  }

  /** Receives its answer. It is emitted in a separate step, in the async context of its branch. */
  answer(answer: Answer): void {
    if (this.finished) return;
    this.finished = true;
    this.given = answer;
    if ('reason' in answer) this.failure = answer;
    this.stage.drainLater(this.branch, this);
  }

  drainOne(): void {
    const { stage, branch, given } = this;
    if (given !== undefined && 'value' in given) {
      this.values?.push(given.value);
      stage.emit(branch, given.value);
    }
    if (branch.phase !== 'closed') stage.ended(this);
  }

  /**
   * Leaves its batch, which goes on for the other branches. If its answer has arrived, it emits the
   * value first.
   */
  fail(reason: unknown): void {
    this.failure ??= { reason };
    if (this.finished) return;
    this.finished = true;
    if (this.batch.waiting.length === 0) this.stage.abandon(this.batch);
    this.stage.ended(this);
  }

  cancel(): void {
    this.finished = true;
  }

  pull(): void {
    // There is nothing to pull: it is never suspended.
  }
}
