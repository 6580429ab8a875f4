import { Subject, type Observable } from 'rxjs';
import { pipeline, stage, type Around, type BranchEvent, type PipelineEvent } from 'rxjs-stages';
import { explain, progress, simulate, timeline, toTraceEvents, type RunProgress, type Timeline } from 'rxjs-stages/observe';
import { journal, terminalProgress, type Journal, type JournalOptions, type TerminalProgressOptions } from 'rxjs-stages/node';
import { openTelemetry, type OpenTelemetryHooks } from 'rxjs-stages/otel';
import { waterfallHtml } from 'rxjs-stages/waterfall';

export const user = stage('user', (id: number) => Promise.resolve({ id }));
export const events = new Subject<PipelineEvent>();
export const far: Observable<RunProgress> = events.pipe(progress({ every: 1_000 }));
export const timelines: Observable<Timeline> = events.pipe(timeline({ max: 100 }));
export const hooks: OpenTelemetryHooks = openTelemetry({ traces: 'root', attributes: ({ input }) => ({ 'app.id': Number(input) }) });

const shown: TerminalProgressOptions = { every: 50, stream: process.stdout };
const around: Around = ({ stage: name, branch, attempt }, call) => {
  if (name !== '' && branch > 0 && attempt > 0) call();
};
export const shownUsers = pipeline(user, { onEvent: terminalProgress(shown), around });

const kept: JournalOptions = { version: '1', failures: 'keep', durable: 'power' };
export async function resumedUsers(): Promise<void> {
  await using file: Journal = journal('users.db', kept);
  await pipeline(user.with({ cache: file }))([1]).forEach(() => undefined);
}
export const tracedUsers = pipeline(user, { ...hooks, concurrency: 4 });
export const watchedUsers = pipeline(user).with({ onEvent: events });

export function look(run: Timeline): string {
  const { start, end } = simulate(run, { stages: { user: 2 } });
  return (
    waterfallHtml(run, { title: `${String(explain(run).makespan)} ms; ${String(end - start)} ms`, label: ({ stage: name }) => name }) +
    JSON.stringify(toTraceEvents(run))
  );
}

export function attemptOf(event: PipelineEvent): number {
  // @ts-expect-error an event of a run has no attempt
  const unnarrowed: number = event.attempt;
  if (event.branch === undefined) return event.type === 'run-started' ? event.stages.length : unnarrowed;
  const ofBranch: BranchEvent = event;
  return ofBranch.attempt;
}
