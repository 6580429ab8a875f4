import { Subject, VirtualTimeScheduler, type Observable } from 'rxjs';
import type { PipelineEvent } from 'rxjs-stages';
import { timeline, type Timeline } from 'rxjs-stages/observe';

/** What a run in virtual time is made with. */
export interface Virtual {
  readonly scheduler: VirtualTimeScheduler;
  readonly onEvent: Subject<PipelineEvent>;
}

/** The timeline of one run in virtual time. */
export function virtualRun(run: (virtual: Virtual) => Observable<unknown>): Timeline {
  const scheduler = new VirtualTimeScheduler();
  const onEvent = new Subject<PipelineEvent>();
  const timelines: Timeline[] = [];
  onEvent.pipe(timeline()).subscribe((each) => timelines.push(each));
  run({ scheduler, onEvent }).subscribe();
  scheduler.flush();
  onEvent.complete();
  if (timelines.length !== 1) throw new Error(`one run was expected, there were ${String(timelines.length)}`);
  return timelines[0] as Timeline;
}
