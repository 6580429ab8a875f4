import type { SchedulerLike } from 'rxjs';
import type { BranchEvent } from '../observe/branch-event.js';
import type { Branch } from './branch.js';

/** Tells a listener what happens to the branches of one run. A run that nobody listens to has none. */
export class Reporter {
  constructor(
    private readonly run: number,
    private readonly scheduler: SchedulerLike,
    private readonly onEvent: (event: BranchEvent) => void,
  ) {}

  waiting(branch: Branch): void {
    this.onEvent({ type: 'waiting', ...this.about(branch), input: branch.input });
  }

  started(branch: Branch): void {
    this.onEvent({ type: 'started', ...this.about(branch) });
  }

  emitted(branch: Branch, value: unknown, index: number): void {
    this.onEvent({ type: 'emitted', ...this.about(branch), value, index });
  }

  completed(branch: Branch): void {
    this.onEvent({ type: 'completed', ...this.about(branch) });
  }

  rejected(branch: Branch, reason: unknown): void {
    this.onEvent({ type: 'rejected', ...this.about(branch), reason });
  }

  cancelled(branch: Branch): void {
    this.onEvent({ type: 'cancelled', ...this.about(branch) });
  }

  private about(branch: Branch): Omit<BranchEvent, 'type'> {
    return {
      run: this.run,
      time: this.scheduler.now(),
      stage: branch.level.stage.name,
      path: branch.path,
      attempt: branch.attempts,
    };
  }
}
