import { AT_ONCE, checkReturned } from '../policies/check-returned.js';
import { hasEnded } from './is-closed.js';
import type { Branch, Origin, StagePlan, StageRun, Step } from './types.js';

/** A stage that values go to, or a test that they have to pass. */
interface Way {
  readonly stage: StageRun | undefined;
  readonly test: ((value: unknown) => unknown) | undefined;
  readonly then: Followers | undefined;
}

/** Where the values of a stage go, or the roots of a run. */
export class Followers {
  /** The stages that a value may go to. */
  readonly stages: readonly StageRun[];
  /** Those that it may wait before: of a `join`, also those at the head of its segment. */
  readonly entries: readonly StageRun[];
  private readonly ways: readonly Way[];

  constructor(
    private readonly run: { readonly closed: boolean },
    steps: readonly Step[],
    stageOf: (plan: StagePlan) => StageRun,
  ) {
    this.ways = steps.map((step) =>
      'test' in step
        ? { stage: undefined, test: step.test, then: new Followers(run, step.then, stageOf) }
        : { stage: stageOf(step.stage), test: undefined, then: undefined },
    );
    this.stages = this.ways.flatMap(({ stage, then }) => stage ?? then?.stages ?? []);
    this.entries = this.stages.flatMap(({ entries }) => entries);
  }

  /** Creates a branch at each stage that takes a value, in order. A test that throws rejects one, at the first stage behind it. */
  follow(parent: Branch | undefined, value: unknown, index: number, from?: Partial<Origin>): void {
    for (const { stage, test, then } of this.ways) {
      // Whoever was asked, or told, may have ended the run.
      if (this.run.closed) return;
      if (stage !== undefined) stage.create(parent, value, index, from);
      else if (test !== undefined && then !== undefined) {
        let passes: unknown = false;
        try {
          passes = test(value);
          checkReturned('what the test of when returns', AT_ONCE, passes, then.stages[0]?.plan.name);
        } catch (reason) {
          passes = false;
          if (!hasEnded(this.run)) then.stages[0]?.create(parent, value, index, { ...from, failure: { reason } });
        }
        if (passes) then.follow(parent, value, index, from);
      }
    }
  }
}
