import { oneOf } from '../check.js';
import type { Attempt, Branch, Failure, Policy, PolicyDefinition, StageRun } from '../engine/types.js';

export const atomic: PolicyDefinition<{ readonly atomic?: boolean }> = {
  rules: { atomic: oneOf([true, false]) },
  create: (options, stage) => (options.atomic === true ? [new Atomic(stage)] : []),
};

/** Holds back what an attempt emits until it completes, and drops it if it fails. */
class Atomic implements Policy {
  readonly remembers = true;
  readonly holdsBack = true;
  private readonly stage: StageRun;

  constructor(stage: StageRun) {
    this.stage = stage;
  }

  settled(branch: Branch, failure: Failure | undefined, attempt: Attempt | undefined): boolean {
    if (failure !== undefined || attempt?.values === undefined) return false;
    this.stage.drain(branch, attempt.values, undefined, this);
    return true;
  }
}
