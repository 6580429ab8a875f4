import { defer, map, timer, type Observable, type VirtualTimeScheduler } from 'rxjs';
import { exponentialBackoff } from 'rxjs-stages';
import type { Plan, PlannedAttempt, PlannedBranch } from './plan.js';
import type { StageSettings } from './scenario.js';

/** A part of a branch's bar, in ms since the run began. */
export interface Span {
  readonly row: number;
  readonly stage: number;
  readonly kind: 'waiting' | 'fulfilled' | 'failed' | 'backoff';
  readonly start: number;
  readonly end: number;
}

/** How long a retry is delayed, whichever way a scenario is run: 100 ms, 200 ms, 400 ms … */
export const DELAY = exponentialBackoff({ jitter: 'none' });

/** Makes the requests of a run in virtual time, and records when each was in flight. */
export class Recorder {
  readonly spans: Span[] = [];
  /** When each branch was ready for its next attempt, by row. */
  private readonly readyAt: number[];
  private readonly attempts: number[];

  constructor(
    private readonly plan: Plan,
    private readonly scheduler: VirtualTimeScheduler,
  ) {
    this.readyAt = plan.branches.map(() => 0);
    this.attempts = plan.branches.map(() => 0);
  }

  /** Each subscription is the next attempt of the branch. */
  request(branch: PlannedBranch): Observable<readonly PlannedBranch[]> {
    return defer(() => {
      const number = (this.attempts[branch.row] as number) + 1;
      const { ms, fails } = branch.attempts[number - 1] as PlannedAttempt;
      const start = this.scheduler.now();
      this.attempts[branch.row] = number;
      this.add(branch, 'waiting', this.readyAt[branch.row] as number, start);
      return timer(ms, this.scheduler).pipe(
        map(() => {
          const end = this.scheduler.now();
          this.add(branch, fails ? 'failed' : 'fulfilled', start, end);
          if (fails) this.fail(branch, number, end);
          for (const { row } of branch.children) this.readyAt[row] = end;
          return branch.children;
        }),
      );
    });
  }

  private fail(branch: PlannedBranch, number: number, end: number): never {
    const error = new Error('the request failed');
    const { retry } = this.plan.scenario.stages[branch.stage] as StageSettings;
    if (number <= retry) {
      const readyAt = end + DELAY(error, number, Math.random);
      this.add(branch, 'backoff', end, readyAt);
      this.readyAt[branch.row] = readyAt;
    }
    throw error;
  }

  private add({ row, stage }: PlannedBranch, kind: Span['kind'], start: number, end: number): void {
    if (end > start) this.spans.push({ row, stage, kind, start, end });
  }
}
