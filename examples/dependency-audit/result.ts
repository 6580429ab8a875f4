import { isRejected } from 'rxjs-stages';
import type { Arguments } from './arguments.js';
import type { Job } from './job.js';
import type { Counts } from './progress.js';
import { roundOf, type Round } from './round.js';
import { advisoriesIn, type Advisories } from './report/advisories.js';
import { report, type Report } from './report/report.js';

/** What one run took, in ms, and what came of its requests for dependencies. */
export interface Run {
  /** Null if it was cut short. */
  readonly total: number | null;
  /** Null if there was none. */
  readonly firstOfSecondRound: number | null;
  readonly fulfilled: number;
  readonly rejected: number;
  /** How many retries there were, including those of requests for advisories. */
  readonly retried: number;
  /** For how long nothing was started because the registry had asked for it, in ms. */
  readonly paused: number;
}

/** The result of a job: what `--json` prints. */
export interface Result extends Report {
  readonly project: string;
  readonly registry: Arguments['registry'];
  readonly client: Arguments['client'];
  readonly concurrency: readonly [number, number];
  readonly seed: number;
  /** Whether the job was cut short: then this is what there was until then. */
  readonly interrupted: boolean;
  readonly rounds: Readonly<Record<Round, Counts>>;
  /** Undefined if nobody has asked for advisories. */
  readonly advisories?: Advisories | undefined;
  readonly runs: { readonly stages: Run; readonly barrier: Run | null };
}

export function resultOf(job: Job, { registry, client, concurrency, seed }: Arguments, interrupted: boolean): Result {
  const project = job.options.project.name;
  return {
    project,
    registry,
    client,
    concurrency,
    seed,
    interrupted,
    rounds: job.audit.now.rounds,
    runs: { stages: runOf(job.audit), barrier: job.options.compare ? runOf(job.barrier) : null },
    advisories: job.options.advisories ? { ...advisoriesIn(job.audit.outcomes), requests: job.audit.batches } : undefined,
    ...report(job.audit.outcomes, project),
  };
}

function runOf({ total, firstOfSecondRound, outcomes, now }: Job['audit'] | Job['barrier']): Run {
  const { retried, paused } = now.patience;
  const answers = outcomes.filter((outcome) => roundOf(outcome) !== undefined);
  const rejected = answers.filter(isRejected).length;
  const times = { total: rounded(total), firstOfSecondRound: rounded(firstOfSecondRound) };
  return { ...times, fulfilled: answers.length - rejected, rejected, retried, paused: Math.round(paused) };
}

function rounded(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms);
}
