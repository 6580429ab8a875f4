import { asyncScheduler, Observable, type OperatorFunction, type SchedulerLike, type Subscription } from 'rxjs';
import { readOptions, SCHEDULER, type Rule } from '../check.js';
import type { PipelineEvent } from '../events/pipeline-event.js';
import { ProgressCounter } from './progress-counter.js';
import type { RunProgress } from './run-progress.js';

/** How often {@link progress} looks. */
export interface ProgressOptions {
  /**
   * How many ms there are between two samples.
   *
   * @default 100
   */
  readonly every?: number | undefined;
  /**
   * The clock of the samples. It must be that of the pipeline.
   *
   * @default asyncScheduler
   */
  readonly scheduler?: SchedulerLike | undefined;
}

const RULES: Readonly<Record<keyof ProgressOptions, Rule>> = {
  every: ['a number of ms > 0', (value) => typeof value === 'number' && value > 0],
  scheduler: SCHEDULER,
};

/**
 * Samples how far runs are: how many branches of each stage wait, are in flight, sleep until they are retried, or have ended.
 *
 * ```text
 * events      s-www-x-x-x-e|   s: run-started, e: run-ended
 * progress()  p----p----p-p|   a sample each 5 frames
 * ```
 *
 * It emits for each run at its beginning, every `every` ms while it goes on, and once more, with exact counts, right when it ends. A run is unknown if its
 * `run-started` was missed.
 *
 * Use when somebody waits for a run; prefer {@link timeline} to find out afterwards where the time went.
 *
 * - Order: the samples of a run in order of time.
 * - Failure: an error of the events passes.
 * - Cancellation: the timer stops with the last run, and when it is unsubscribed.
 *
 * @example
 * ```ts
 * import { Subject } from 'rxjs';
 * import { pipeline, stage, type PipelineEvent } from 'rxjs-stages';
 * import { progress } from 'rxjs-stages/observe';
 *
 * const events = new Subject<PipelineEvent>();
 * const users = pipeline(stage('user', (id: number) => fetch(`https://example.org/users/${id}`)), { onEvent: events });
 *
 * events.pipe(progress({ every: 1000 })).subscribe(({ all, remaining }) => {
 *   console.log(`${all.fulfilled} of ${all.total ?? 'an unknown number'}, ${remaining === undefined ? '…' : `${Math.ceil(remaining / 1000)} s`}`);
 * });
 * ```
 *
 * @param options - how often it looks
 * @returns an operator over what `onEvent` gets, of one run or of several
 * @throws TypeError, RangeError if an option is invalid
 */
export function progress(options: ProgressOptions = {}): OperatorFunction<PipelineEvent, RunProgress> {
  const { every, scheduler } = readOptions('progress', options, RULES, { every: 100, scheduler: asyncScheduler });
  return (events) =>
    new Observable<RunProgress>((subscriber) => {
      const runs = new Map<number, ProgressCounter>();
      let timer: Subscription | undefined;
      const sampleAll = (): void => {
        for (const counter of runs.values()) subscriber.next(counter.at(scheduler.now()));
      };
      subscriber.add(() => timer?.unsubscribe());
      // The run of the last event, which most often is that of the next one.
      let current: { readonly run: number; readonly counter: ProgressCounter } | undefined;
      const counterOf = (run: number): ProgressCounter | undefined => {
        if (current?.run === run) return current.counter;
        const counter = runs.get(run);
        if (counter !== undefined) current = { run, counter };
        return counter;
      };
      subscriber.add(
        events.subscribe({
          next(event) {
            const { run, type, time } = event;
            if (type === 'run-started') {
              const began = new ProgressCounter(event);
              runs.set(run, began);
              timer ??= scheduler.schedule(function () {
                sampleAll();
                if (runs.size > 0) this.schedule(undefined, every);
                else timer = undefined;
              }, every);
              subscriber.next(began.at(time));
              return;
            }
            const counter = counterOf(run);
            if (counter === undefined) return;
            counter.take(event);
            if (type !== 'run-ended') return;
            runs.delete(run);
            current = undefined;
            if (runs.size === 0) {
              timer?.unsubscribe();
              timer = undefined;
            }
            subscriber.next(counter.at(time));
          },
          error(reason: unknown) {
            subscriber.error(reason);
          },
          complete() {
            sampleAll();
            subscriber.complete();
          },
        }),
      );
    });
}
