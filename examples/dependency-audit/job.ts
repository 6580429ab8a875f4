import type { AxiosRequestConfig } from 'axios';
import {
  BehaviorSubject,
  catchError,
  concat,
  defer,
  dematerialize,
  EMPTY,
  finalize,
  from,
  ignoreElements,
  materialize,
  mergeMap,
  scan,
  Subject,
  switchMap,
  type Observable,
} from 'rxjs';
import type { BranchEvent } from 'rxjs-stages';
import { audit, type AuditOutcome } from './audit.js';
import { auditWithBarrier, type Answer } from './barrier.js';
import { registryClient } from './client.js';
import { display } from './display/display.js';
import { NO_PROGRESS, progressed, type Progress } from './progress.js';
import type { Project } from './project.js';
import { Recording } from './recording.js';

/** What a job needs to know. */
export interface JobOptions {
  readonly project: Project;
  /** Emits how to reach the registry, which is there while it is subscribed to. */
  readonly registry: Observable<AxiosRequestConfig>;
  readonly concurrency: readonly [number, number];
  /** Whether to do it all once more with a barrier between the rounds. */
  readonly compare: boolean;
  /** Where the progress is shown. */
  readonly stream: NodeJS.WriteStream;
}

/** The audit, then the same with a barrier to compare with; what has come of them can be read at any time. */
export class Job {
  readonly audit = new Recording<AuditOutcome>();
  readonly barrier = new Recording<Answer>();
  private readonly counts = new BehaviorSubject(NO_PROGRESS);

  constructor(readonly options: JobOptions) {}

  /** How far the audit is. */
  get progress(): Progress {
    return this.counts.value;
  }

  /** Does the job; unsubscribing cancels what is under way and closes the registry. */
  run(): Observable<unknown> {
    const { registry, project, stream } = this.options;
    stream.write(`${project.name}: ${String(project.dependencies.length)} direct dependencies, and what each of them names …\n`);
    // The registry stays while it is subscribed to: so the end of the inner job has to end the outer subscription.
    return registry.pipe(
      switchMap((config) => concat(this.warmUp(config), this.runAudit(config), this.runBarrier(config)).pipe(materialize())),
      dematerialize(),
    );
  }

  /** The first request of a process takes longer than any later one: it loads its client. That is to be held against neither run. */
  private warmUp(config: AxiosRequestConfig): Observable<never> {
    const { project, compare } = this.options;
    const request = registryClient(config);
    return from(compare ? project.dependencies.slice(0, 1) : []).pipe(
      mergeMap(request),
      ignoreElements(),
      catchError(() => EMPTY),
    );
  }

  private runAudit(config: AxiosRequestConfig): Observable<AuditOutcome> {
    const { project, concurrency, stream } = this.options;
    return defer(() => {
      const events = new Subject<BranchEvent>();
      events.pipe(scan(progressed, NO_PROGRESS)).subscribe(this.counts);
      display(this.counts, stream);
      const onEvent = (event: BranchEvent): void => {
        events.next(event);
      };
      return this.audit.of(audit(project.dependencies, registryClient(config), concurrency, onEvent)).pipe(
        finalize(() => {
          events.complete();
        }),
      );
    });
  }

  private runBarrier(config: AxiosRequestConfig): Observable<Answer> {
    const { project, concurrency, compare, stream } = this.options;
    if (!compare) return EMPTY;
    return defer(() => {
      stream.write('the same once more, with a barrier between the rounds …\n');
      return this.barrier.of(auditWithBarrier(project.dependencies, registryClient(config), concurrency));
    });
  }
}
