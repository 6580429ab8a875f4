import { map, NEVER, of, Subject, throwError, timer, VirtualTimeScheduler } from 'rxjs';
import { batchStage, pipeline, stage, type PipelineEvent } from 'rxjs-stages';
import { timeline, toTraceEvents, type Timeline, type TraceEvent } from 'rxjs-stages/observe';
import { span, timelineOf } from '../support/timelines';
import { busyTimeline } from './busy-timeline';

type Of<P extends TraceEvent['ph']> = Extract<TraceEvent, { readonly ph: P }>;

function ofPhase<P extends TraceEvent['ph']>(run: Timeline, ...phases: P[]): Of<P>[] {
  return toTraceEvents(run).traceEvents.filter((event): event is Of<P> => phases.includes(event.ph as P));
}

/** The slices of each lane, by `pid tid`, in order. */
function lanesOf(run: Timeline): Map<string, Of<'X'>[]> {
  const lanes = new Map<string, Of<'X'>[]>();
  for (const slice of ofPhase(run, 'X')) {
    const lane = `${String(slice.pid)} ${String(slice.tid)}`;
    lanes.set(lane, [...(lanes.get(lane) ?? []), slice]);
  }
  for (const slices of lanes.values()) slices.sort((one, other) => one.ts - other.ts || one.dur - other.dur);
  return lanes;
}

describe('toTraceEvents', () => {
  it('has as many lanes as a stage has slots', () => {
    expect([...lanesOf(busyTimeline(4, 6)).keys()].sort()).toEqual(['1 1', '1 2', '1 3', '1 4', '2 1', '2 2', '2 3', '2 4', '2 5', '2 6']);
  });

  it('has one attempt after another in each lane', () => {
    for (const slices of lanesOf(busyTimeline(4, 6)).values()) {
      const overlapping = slices.filter(({ ts }, index) => {
        const before = slices[index - 1];
        return before !== undefined && before.ts + before.dur > ts;
      });

      expect(overlapping).toEqual([]);
    }
  });

  it('names stages and slots, in their order', () => {
    expect(ofPhase(busyTimeline(2, 1), 'M')).toEqual([
      { name: 'process_name', ph: 'M', pid: 1, tid: 0, args: { name: 'list' } },
      { name: 'process_sort_index', ph: 'M', pid: 1, tid: 0, args: { sort_index: 1 } },
      { name: 'thread_name', ph: 'M', pid: 1, tid: 1, args: { name: 'slot 1' } },
      { name: 'thread_sort_index', ph: 'M', pid: 1, tid: 1, args: { sort_index: 1 } },
      { name: 'thread_name', ph: 'M', pid: 1, tid: 2, args: { name: 'slot 2' } },
      { name: 'thread_sort_index', ph: 'M', pid: 1, tid: 2, args: { sort_index: 2 } },
      { name: 'process_name', ph: 'M', pid: 2, tid: 0, args: { name: 'item' } },
      { name: 'process_sort_index', ph: 'M', pid: 2, tid: 0, args: { sort_index: 2 } },
      { name: 'thread_name', ph: 'M', pid: 2, tid: 1, args: { name: 'slot 1' } },
      { name: 'thread_sort_index', ph: 'M', pid: 2, tid: 1, args: { sort_index: 1 } },
    ]);
  });

  it('names the worker of a remote attempt, and splits its time', () => {
    const works = [30, 500, -3].map((duration) => ({ worker: 'w', duration }));
    const run = timelineOf(
      [{ name: 'a' }],
      [{ spans: works.map((work, index) => span('attempt fulfilled', 100 * index, 100 * index + 100, { work })) }],
    );

    expect(ofPhase(run, 'X').map(({ args }) => [args.worker, args.work_ms, args.queued_ms])).toEqual([
      ['w', 30, 70],
      ['w', 100, 0],
      ['w', 0, 100],
    ]);
    expect(ofPhase(busyTimeline(1, 1), 'X')[0]?.args).toEqual({ branch: 1, attempt: 1, page: 1 });
  });

  it('has times in microseconds since the run began, and no input unless `label` writes it', () => {
    const run = busyTimeline(4, 6);
    const [first] = ofPhase({ ...run, start: run.start - 1 }, 'X');
    const [named] = toTraceEvents(run, { label: ({ input }) => `number ${String(input)}` }).traceEvents.filter(({ ph }) => ph === 'X');

    expect(first).toEqual({
      name: 'list 0',
      ph: 'X',
      cat: 'fulfilled',
      pid: 1,
      tid: 1,
      ts: 1000,
      dur: 3000,
      args: { branch: 1, attempt: 1, page: 1 },
    });
    expect(named).toMatchObject({ name: 'number 0' });
  });

  it('leads from the attempt that emitted a value to the attempt that it led to', () => {
    const run = busyTimeline(4, 6);
    const slices = [...lanesOf(run)];
    const at = ({ pid, tid, ts }: Of<'s' | 'f'>): Of<'X'> | undefined =>
      slices.find(([lane]) => lane === `${String(pid)} ${String(tid)}`)?.[1].find((slice) => slice.ts <= ts && ts < slice.ts + slice.dur);
    const arrows = ofPhase(run, 's', 'f');
    const parents = new Map(run.branches.map(({ branch, parent }) => [branch, parent]));

    expect(arrows).toHaveLength(2 * 60);
    for (const arrow of arrows) expect(at(arrow)?.args.branch).toBe(arrow.ph === 'f' ? arrow.id : parents.get(arrow.id));
  });

  it('counts who waits, and what is in flight', () => {
    const counters = ofPhase(busyTimeline(4, 6), 'C');
    const most = (pid: number, name: string): number => Math.max(...counters.filter((each) => each.pid === pid).map(({ args }) => args[name] ?? 0));

    expect([most(1, 'in flight'), most(2, 'in flight')]).toEqual([4, 6]);
    expect(most(2, 'waiting')).toBeGreaterThan(0);
    expect(counters.at(-1)).toMatchObject({ pid: 2, args: { 'in flight': 0 } });
  });

  it('has one slice for each batch', () => {
    const scheduler = new VirtualTimeScheduler();
    const run = played((onEvent) => {
      const sizes = batchStage('size', (ids: readonly number[]) => timer(5, scheduler).pipe(map(() => ids)), { max: 3, concurrency: 2 });
      pipeline(sizes, { scheduler, onEvent })([1, 2, 3, 4, 5, 6, 7, 8]).subscribe();
      scheduler.flush();
    });

    expect(ofPhase(run, 'X').map(({ name, ts, dur, tid, args }) => [name, ts, dur, tid, args.size])).toEqual([
      ['size batch 1', 0, 5000, 1, 3],
      ['size batch 2', 0, 5000, 2, 3],
      ['size batch 3', 5000, 5000, 1, 2],
    ]);
  });

  it('ends what is still open where the timeline does, and says how attempts ended', () => {
    const run = played((onEvent) => {
      const both = stage('both', (n: number) => (n === 0 ? NEVER : throwError(() => n)));
      of(0, 1)
        .pipe(pipeline(both, { onEvent, scheduler: new VirtualTimeScheduler() }))
        .subscribe();
    });

    expect(ofPhase({ ...run, end: 7 }, 'X').map(({ cat, dur }) => [cat, dur])).toEqual([
      ['open', 7000],
      ['rejected', 0],
    ]);
  });

  it('shortens long paths', () => {
    const next = stage('next', (n: number) => [n], { recurse: (n) => (n < 20 ? [n + 1] : []) });
    const run = played((onEvent) => {
      pipeline(next, { onEvent })([1]).subscribe();
    });

    expect(ofPhase(run, 'X').map(({ name }) => name)).toContain('next …0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0');
  });

  it('U1 refuses a label that is no function', () => {
    expect(() => toTraceEvents(busyTimeline(1, 1), { label: 'name' as never })).toThrow("toTraceEvents: label must be a function, got 'name'");
  });
});

function played(run: (onEvent: Subject<PipelineEvent>) => void): Timeline {
  const events = new Subject<PipelineEvent>();
  const timelines: Timeline[] = [];
  events.pipe(timeline()).subscribe((each) => timelines.push(each));
  run(events);
  events.complete();
  return timelines[0] as Timeline;
}
