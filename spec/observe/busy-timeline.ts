import { map, Subject, timer, VirtualTimeScheduler } from 'rxjs';
import { listStage, pipeline, stage, type PipelineEvent } from 'rxjs-stages';
import { timeline, type Timeline } from 'rxjs-stages/observe';

/** The timeline of a run in virtual time whose two stages have all their slots taken. */
export function busyTimeline(first: number, second: number): Timeline {
  const scheduler = new VirtualTimeScheduler();
  const events = new Subject<PipelineEvent>();
  const timelines: Timeline[] = [];
  events.pipe(timeline()).subscribe((each) => timelines.push(each));
  const list = listStage('list', (n: number) => timer(3 + (n % 4), scheduler).pipe(map(() => [n, n + 1, n + 2])), { concurrency: first });
  const item = stage('item', (n: number) => timer(2 + ((n * 7) % 5), scheduler).pipe(map(() => n)), { concurrency: second });
  pipeline(list, item, { scheduler, onEvent: events })(Array.from({ length: 20 }, (_, n) => n)).subscribe();
  scheduler.flush();
  return timelines[0] as Timeline;
}
