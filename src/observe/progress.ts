import { asyncScheduler, Observable, type OperatorFunction, type SchedulerLike, type Subscription } from 'rxjs';
import { readOptions, SCHEDULER, type Rule } from '../check.js';
import type { PipelineEvent } from '../events/pipeline-event.js';
import { ProgressCounter } from './progress-counter.js';
import type { RunProgress } from './run-progress.js';

/** The options of {@link progress}. */
export interface ProgressOptions {
  /**
   * The time between two samples, in ms: a number > 0.
   *
   * @default 100
   */
  readonly every?: number | undefined;
  /**
   * The clock of the samples. It must be the clock of the pipeline.
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
 * Samples the progress of runs: how many branches of each stage wait, are in flight, sleep before a
 * retry, or have ended.
 *
 * ```text
 * events      s-www-x-x-x-e|   s: run-started, e: run-ended
 * progress()  p----p----p-p|   a sample each 5 frames
 * ```
 *
 * For each run it emits at the beginning, every `every` ms, and once more at the end, with exact
 * counts. A run whose `run-started` was missed is ignored.
 *
 * Use when something waits for a run; prefer {@link timeline} to find out afterwards where the time
 * went.
 *
 * - Order: the samples of a run are in order of time.
 * - Failure: an error of the events is passed on.
 * - Cancellation: the timer stops with the last run, and when unsubscribed.
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
 * @param options - the time between two samples, and the clock
 * @returns an operator from the events of `onEvent`, of one or several runs, to samples
 * @throws TypeError, RangeError if an option is invalid; the message names it and quotes its value
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
