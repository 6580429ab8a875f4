import type { Arguments } from './arguments.js';
import type { Job } from './job.js';
import type { Progress } from './progress.js';
import { report, type Report } from './report/report.js';

/** What one run took, in ms, and what came of it. */
export interface Run {
  /** Null if it was cut short. */
  readonly total: number | null;
  /** Null if there was none. */
  readonly firstOfSecondRound: number | null;
  readonly fulfilled: number;
  readonly rejected: number;
}

/** The result of a job: what `--json` prints. */
export interface Result extends Report {
  readonly project: string;
  readonly registry: Arguments['registry'];
  readonly concurrency: readonly [number, number];
  readonly seed: number;
  /** Whether the job was cut short: then this is what there was until then. */
  readonly interrupted: boolean;
  readonly rounds: Progress;
  readonly runs: { readonly stages: Run; readonly barrier: Run | null };
}

export function resultOf(job: Job, { registry, concurrency, seed }: Arguments, interrupted: boolean): Result {
  const project = job.options.project.name;
  return {
    project,
    registry,
    concurrency,
    seed,
    interrupted,
    rounds: job.progress,
    runs: { stages: runOf(job.audit), barrier: job.options.compare ? runOf(job.barrier) : null },
    ...report(job.audit.outcomes, project),
  };
}

function runOf({ total, firstOfSecondRound, outcomes }: Job['audit'] | Job['barrier']): Run {
  const rejected = outcomes.filter(({ status }) => status === 'rejected').length;
  return { total: rounded(total), firstOfSecondRound: rounded(firstOfSecondRound), fulfilled: outcomes.length - rejected, rejected };
}

function rounded(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms);
}
