import { FUNCTION } from '../check.js';
import type { Branch, Failure, Policy, PolicyDefinition, StageRun } from '../engine/types.js';
import { AT_ONCE, checkReturned } from './check-returned.js';

type NextPage = (value: unknown, input: unknown) => unknown;

export const pagination: PolicyDefinition<{ readonly nextPage?: NextPage }> = {
  rules: { nextPage: FUNCTION },
  create: ({ nextPage }, stage) => (nextPage === undefined ? [] : [new Pagination(stage, nextPage)]),
};

/** Continues a branch with its next page, which the last value of the page before determines. */
class Pagination implements Policy {
  private readonly stage: StageRun;
  private readonly nextPage: NextPage;
  /** The last value that each branch has emitted, if any. */
  private readonly last = new Map<Branch, unknown>();

  constructor(stage: StageRun, nextPage: NextPage) {
    this.stage = stage;
    this.nextPage = nextPage;
  }

  emitted(branch: Branch, value: unknown): void {
    this.last.set(branch, value);
  }

  settled(branch: Branch, failure: Failure | undefined): boolean {
    if (failure !== undefined || !this.last.has(branch)) return false;
    let input: unknown;
    try {
      input = this.nextPage(this.last.get(branch), branch.input);
      checkReturned('the result of nextPage', AT_ONCE, input, this.stage.plan.name);
    } catch (reason) {
      this.stage.settle(branch, { reason }, undefined, this);
      return true;
    }
    if (input === undefined || input === null) return false;
    if (branch.phase !== 'closed') this.stage.run.reporter?.report('paged', branch);
    // User code may have ended the run.
    if (!this.stage.run.closed) this.stage.turnPage(branch, input);
    return true;
  }

  closed(branch: Branch): void {
    this.last.delete(branch);
  }
}
