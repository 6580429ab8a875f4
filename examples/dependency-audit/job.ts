import {
  catchError,
  concat,
  defer,
  dematerialize,
  EMPTY,
  from,
  ignoreElements,
  materialize,
  merge,
  mergeMap,
  Subject,
  switchMap,
  type Observable,
} from 'rxjs';
import type { PipelineEvent } from 'rxjs-stages';
import { timeline, type Timeline } from 'rxjs-stages/observe';
import { terminalProgress } from 'rxjs-stages/node';
import { audit, type AuditOptions, type AuditOutcome } from './audit.js';
import { auditWithBarrier, type Answer } from './barrier.js';
import { advisoriesClient, registryClient, type FetchAdvisories, type FetchManifest } from './client.js';
import type { Project } from './project.js';
import { Recording } from './recording.js';
import type { Registry } from './registry/registry.js';
import { CLIENTS, type Client } from './transport/clients.js';

/** What a job needs to know. */
export interface JobOptions extends Omit<AuditOptions, 'advisories' | 'onEvent'> {
  readonly project: Project;
  /** Emits how to reach the registry, which is there while it is subscribed to. */
  readonly registry: Observable<Registry>;
  /** Who makes the requests. */
  readonly client: Client;
  /** Whether to ask for the advisories for each package, too. */
  readonly advisories: boolean;
  /** Whether to do it all once more with a barrier between the rounds. */
  readonly compare: boolean;
  /** Where the progress is shown. */
  readonly stream: NodeJS.WriteStream;
}

/** Whom a run asks. */
interface Asked {
  readonly manifest: FetchManifest;
  readonly advisories: FetchAdvisories | undefined;
}

/** The audit and, to compare with, the same with a barrier; what has come of them can be read at any time. */
export class Job {
  readonly audit = new Recording<AuditOutcome>();
  readonly barrier = new Recording<Answer>();
  /** What the audit did, and when; undefined until it has ended. */
  timeline: Timeline | undefined;

  constructor(readonly options: JobOptions) {}

  /**
   * Does the job; unsubscribing cancels what is under way and closes the registry. Both runs are under way at once: whatever else the machine does befalls
   * them alike, and each is a client of its own, for which the registry is as fast and fails as often.
   */
  run(): Observable<unknown> {
    const { registry, client: by, project, stream, compare, advisories } = this.options;
    const checked = advisories ? ', with the advisories for each' : '';
    const once = compare ? '; at the same time all of it with a barrier' : '';
    stream.write(`${project.name}: ${String(project.dependencies.length)} direct dependencies, and what each of them names${checked}${once} …\n`);
    // The registry and the connections to it stay while they are subscribed to: so the end of the inner job has to end the outer subscription.
    return registry.pipe(
      switchMap((found) => CLIENTS[by](found)),
      switchMap((transport) => {
        const client = (name: string): Asked => {
          const userAgent = `dependency-audit/${name}`;
          return { manifest: registryClient(transport, userAgent), advisories: advisories ? advisoriesClient(transport, userAgent) : undefined };
        };
        const job = compare
          ? concat(this.warmUp(client('warm-up')), merge(this.runAudit(client('stages')), this.runBarrier(client('barrier'))))
          : this.runAudit(client('stages'));
        return job.pipe(materialize());
      }),
      dematerialize(),
    );
  }

  /** The first request of a process takes longer than any later one: it loads its client. That is to be held against neither run. */
  private warmUp({ manifest }: Asked): Observable<never> {
    return from(this.options.project.dependencies.slice(0, 1)).pipe(
      mergeMap(manifest),
      ignoreElements(),
      catchError(() => EMPTY),
    );
  }

  private runAudit({ manifest, advisories }: Asked): Observable<AuditOutcome> {
    return defer(() => {
      const { project, stream } = this.options;
      const show = terminalProgress({ stream });
      const events = new Subject<PipelineEvent>();
      events.pipe(timeline()).subscribe((made) => (this.timeline = made));
      return this.audit.of((record) => {
        const onEvent = (event: PipelineEvent): void => {
          record(event);
          show(event);
          events.next(event);
        };
        return audit(project.dependencies, manifest, { ...this.options, advisories, onEvent });
      });
    });
  }

  private runBarrier({ manifest, advisories }: Asked): Observable<Answer> {
    return this.barrier.of((onEvent) => auditWithBarrier(this.options.project.dependencies, manifest, { ...this.options, advisories, onEvent }));
  }
}
