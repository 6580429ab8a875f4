import { Observable, type OperatorFunction } from 'rxjs';
import { FUNCTION, readOptions, WHOLE, type Rule } from '../check.js';
import type { PipelineEvent } from '../events/pipeline-event.js';
import { RunRecorder } from './run-recorder.js';
import type { Timeline } from './timeline-types.js';

/** The options of {@link timeline}. */
export interface TimelineOptions {
  /**
   * The maximum number of branches in the timeline of a run: an integer >= 1.
   *
   * @default 10_000
   */
  readonly max?: number | undefined;
  /**
   * The source of random numbers for the sample of a larger run, in [0, 1). It is called once for
   * each subscription.
   *
   * @default Math.random
   */
  readonly random?: (() => number) | undefined;
}

interface Settings {
  readonly max: number;
  readonly random: () => number;
}

const RULES: Readonly<Record<keyof TimelineOptions, Rule>> = { max: WHOLE, random: FUNCTION };

/**
 * Turns the events of runs into one {@link Timeline} for each run: what each branch waited for,
 * attempted and retried, and when.
 *
 * ```text
 * events      -s1-..-s2-..-e1-..-e2-|    s1, e1: run 1 starts, ends
 * timeline()  -------------1-----2--|
 * ```
 *
 * Use when you want to know where the time of a run went: {@link explain} tells it, and
 * {@link toTraceEvents} draws it. Prefer the events themselves for what you need during a run.
 *
 * - Order: a timeline is emitted in the turn in which its run ends. If the events complete first,
 *   timelines of open runs are emitted then, with `status: 'running'`.
 * - Memory: at most `max` branches of each open run, with their inputs and failures. Values are
 *   counted, not stored. A branch has at most three spans for each attempt, over all its retries
 *   and pages.
 * - Larger runs: the timeline is a uniform random sample of whole trees of roots. If a single tree
 *   is too large, it is a sample of the subtrees below: each branch comes with its parent.
 *   `created` counts all branches.
 * - Failure: an error of the events is passed on, and nothing else is emitted. A run whose
 *   `run-started` was missed is ignored.
 *
 * @example
 * ```ts
 * import { Subject } from 'rxjs';
 * import { pipeline, stage, type PipelineEvent } from 'rxjs-stages';
 * import { timeline } from 'rxjs-stages/observe';
 *
 * const events = new Subject<PipelineEvent>();
 * events.pipe(timeline()).subscribe(({ start, end, branches }) => {
 *   console.log(`${branches.length} branches in ${end - start} ms`);
 * });
 *
 * const size = stage('size', (id: number) => Promise.resolve(id), { concurrency: 4 });
 * pipeline(size, { onEvent: events })([1, 2, 3]).subscribe();
 * ```
 *
 * @param options - how many branches it stores
 * @returns an operator from the events of `onEvent`, of one or several runs, to timelines
 * @throws TypeError, RangeError if an option is invalid; the message names it and quotes its value
 */
export function timeline(options: TimelineOptions = {}): OperatorFunction<PipelineEvent, Timeline> {
  const { max, random } = readOptions<Settings>('timeline', options, RULES, { max: 10_000, random: Math.random });
  return (events) =>
    new Observable((subscriber) => {
      let seed = Math.floor(random() * 2 ** 32);
      const runs = new Map<number, RunRecorder>();
      // Most events are of the same run as the one before.
      let latest = 0;
      let recorder: RunRecorder | undefined;
      return events.subscribe({
        next(event) {
          if (event.run !== latest) {
            latest = event.run;
            recorder = runs.get(latest);
          }
          if (event.branch !== undefined) recorder?.ofBranch(event);
          else if (event.type === 'run-started') {
            recorder = new RunRecorder(event, max, seed++);
            runs.set(latest, recorder);
          } else if (recorder !== undefined) {
            recorder.ofRun(event);
            if (event.type !== 'run-ended') return;
            const ended = recorder;
            runs.delete(latest);
            recorder = undefined;
            subscriber.next(ended.timeline(event));
          }
        },
        error(reason: unknown) {
          subscriber.error(reason);
        },
        complete() {
          for (const open of runs.values()) subscriber.next(open.timeline());
          subscriber.complete();
        },
      });
    });
}
