import { AT_ONCE, checkReturned } from '../policies/check-returned.js';
import type { StagePlan, Step } from './plan.js';
import type { Branch, Origin, StageRun } from './types.js';

/** Where the values of a stage go, or the roots of a run. */
export class Followers {
  /** The stages that a value may go to. */
  readonly stages: StageRun[] = [];
  private readonly ways: Pick<StageRun, 'follow'>[] = [];

  constructor(
    private readonly run: { readonly closed: boolean },
    steps: readonly Step[],
    stages: ReadonlyMap<StagePlan, StageRun>,
  ) {
    for (const step of steps) {
      if ('test' in step) {
        const then = new Followers(run, step.then, stages);
        this.ways.push(new Tested(run, step.test, then));
        this.stages.push(...then.stages);
      } else {
        const stage = stages.get(step.stage) as StageRun;
        this.ways.push(stage);
        this.stages.push(stage);
      }
    }
  }

  /** The stages that it may wait before; for a `join`, also those at the head of its segment. */
  get entries(): readonly StageRun[] {
    return this.stages.flatMap(({ entries }) => entries);
  }

  /** Whether one of its stages has as many waiting branches as it may. */
  get areFull(): boolean {
    let at = this.stages.length;
    while (at-- > 0) {
      const { waiting, highWaterMark } = this.stages[at] as StageRun;
      if (waiting >= highWaterMark) return true;
    }
    return false;
  }

  /** Creates a branch at each stage that receives the value, in order. */
  follow(parent: Branch | undefined, value: unknown, index: number, from?: Partial<Origin>): void {
    const { ways, run } = this;
    // User code may have ended the run.
    for (let at = 0; at < ways.length && !run.closed; at++) ways[at]?.follow(parent, value, index, from);
  }
}

/** What follows if a value passes a test. */
class Tested {
  constructor(
    private readonly run: { readonly closed: boolean },
    private readonly test: (value: unknown) => unknown,
    readonly then: Followers,
  ) {}

  /** A test that throws rejects one branch, at the first stage behind it. */
  follow(parent: Branch | undefined, value: unknown, index: number, from?: Partial<Origin>): void {
    const { run, test, then } = this;
    const first = then.stages[0] as StageRun;
    let passes: unknown = false;
    try {
      passes = test(value);
      checkReturned('the result of the test of when()', AT_ONCE, passes, first.plan.name);
    } catch (reason) {
      if (!run.closed) first.follow(parent, value, index, { ...from, failure: { reason } });
      return;
    }
    if (passes) then.follow(parent, value, index, from);
  }
}
