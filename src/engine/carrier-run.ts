import { Branch } from './branch.js';
import { Followers } from './followers.js';
import { StageRun, type HostRun } from './stage-run.js';
import type * as engine from './types.js';
import type { StagePlan } from './plan.js';
import { AroundContext } from './around-call.js';
import type { AttemptInfo } from '../around.js';
import type { Attempt } from './attempt.js';
import type { Batch, Member } from './batch.js';
import type { Failure } from './types.js';

/** Receives the results of batches. */
export interface BatchOwner {
  answered(batch: Batch, answer: unknown): void;
  /** The request of a batch has ended. */
  over(batch: Batch, failure: Failure | undefined): void;
}

/**
 * The requests of a batch stage; a branch here is a batch. So whatever bounds attempts (slots,
 * limits, the timeout of an attempt) bounds requests. It is invisible from outside: it delivers
 * nothing and reports nothing.
 */
export class CarrierRun extends StageRun {
  constructor(
    run: HostRun,
    plan: StagePlan,
    private readonly owner: BatchOwner,
  ) {
    super(run, plan, new Followers(run, [], new Map()), false);
  }

  /** Enqueues the request of a batch. */
  launch(batch: Batch, context: engine.Branch['context']): void {
    const branch = new Branch(this, undefined, batch, 0, context);
    branch.number = batch.id;
    batch.carrier = branch;
    this.enlist(branch);
    this.enqueue(branch);
  }

  protected override report(): void {
    // Its branches belong to nothing else.
  }

  override reportSettled(): void {
    // See above.
  }

  /** The first branch of the request represents all of them. */
  override infoOf(attempt: Attempt): AttemptInfo {
    const { id, members, waiting } = attempt.branch.input as Batch;
    const [first = members[0] as Member] = waiting;
    return new AroundContext(first.branch, attempt, { id, size: members.length });
  }

  /** Cancels the request of a batch. */
  abandon({ carrier }: Batch): void {
    if (carrier === undefined || carrier.phase === 'closed') return;
    if (carrier.attempt === undefined) this.close(carrier, undefined);
    else carrier.attempt.fail(undefined);
  }

  override emit(branch: engine.Branch, value: unknown): void {
    this.owner.answered(branch.input as Batch, value);
  }

  override close(branch: engine.Branch, failure: Failure | undefined): void {
    branch.phase = 'closed';
    this.closed(branch);
    this.delist(branch);
    this.owner.over(branch.input as Batch, failure);
  }
}
