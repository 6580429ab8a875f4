import {
  deserializeReason,
  jobRunner,
  serializeReason,
  type Answer,
  type JobQueue,
  type RemoteJob,
  type RemoteWork,
  type SerializedReason,
} from 'rxjs-stages';

interface Error_ {
  readonly $error: SerializedReason;
}

/** Also of another realm. A value of a `join` holds reasons. */
const written = (_: string, value: unknown): unknown =>
  Object.prototype.toString.call(value) === '[object Error]' ? { $error: serializeReason(value) } : value;
const read = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && '$error' in value ? deserializeReason((value as Error_).$error) : value;

/** The same value after it was text. */
function crossed<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, written), read) as T;
}

/** A queue with one worker, in this process. Jobs, answers and reasons are text on their way. */
export class CrossingQueue implements JobQueue {
  readonly jobs: RemoteJob[] = [];
  readonly signals: AbortSignal[] = [];
  /** The jobs that somebody waits for, by their stages: now, and the most at once. */
  readonly wanted = new Map<string, number>();
  readonly most = new Map<string, number>();
  private readonly runner: JobQueue['run'];

  constructor(
    stages: Parameters<typeof jobRunner>[0],
    /** What it reports of each job. */
    private readonly work?: RemoteWork,
  ) {
    this.runner = jobRunner(stages);
  }

  async run(job: RemoteJob, signal: AbortSignal, report?: (work: RemoteWork) => void): Promise<Answer> {
    this.jobs.push(job);
    this.signals.push(signal);
    this.count(job.stage, 1);
    let isWanted = true;
    const end = (): void => {
      if (isWanted) this.count(job.stage, -1);
      isWanted = false;
    };
    signal.addEventListener('abort', end);
    try {
      const answer = crossed(await this.runner(crossed(job), signal));
      if (this.work !== undefined) report?.(this.work);
      return answer;
    } catch (reason) {
      throw signal.aborted ? reason : deserializeReason(crossed(serializeReason(reason)));
    } finally {
      end();
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private count(stage: string, change: 1 | -1): void {
    for (const name of [stage, 'all']) {
      const count = (this.wanted.get(name) ?? 0) + change;
      this.wanted.set(name, count);
      this.most.set(name, Math.max(this.most.get(name) ?? 0, count));
    }
  }
}
