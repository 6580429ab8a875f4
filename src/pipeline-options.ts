import { asyncScheduler, type NextObserver, type SchedulerLike } from 'rxjs';
import { count, FUNCTION, has, needing, oneOf, readOptions, SCHEDULER, type Rule } from './check.js';
import { changeStages, stagesOf } from './engine/steps.js';
import type { Limits, Plan, StagePlan, Step } from './engine/plan.js';
import type { Around } from './around.js';
import type { PipelineEvent } from './events/pipeline-event.js';
import { limits } from './policies/limits/limits.js';
import type { LimitOption } from './policies/limits/keyed-limit.js';
import type { Overflow } from './policies/overflow.js';
import { quote } from './quote.js';

/**
 * The options of a whole pipeline: bounds, each counted within one run, the order of outcomes, a
 * clock, and callbacks that watch runs.
 */
export interface PipelineOptions {
  /**
   * The maximum number of attempts of all stages that may be in flight at once. It never raises the
   * bound of a stage: its own `concurrency` and `limit` still apply.
   *
   * @default Infinity: only the stages' own bounds apply
   */
  readonly concurrency?: number | undefined;
  /**
   * When this many branches (not bytes) wait before a stage, the stage before it starts nothing
   * more. When this many results wait for a consumer that iterates, no stage does.
   *
   * @default 64
   */
  readonly highWaterMark?: number | undefined;
  /**
   * The maximum number of pushed roots that may wait at the first stage, an integer >= 0 or
   * Infinity. Roots between two attempts or two pages count as waiting.
   *
   * @default Infinity
   */
  readonly maxWaiting?: number | undefined;
  /**
   * What happens when a pushed root exceeds `maxWaiting`. `'error'` unsubscribes from the source,
   * finishes what was started or waiting, then fails the run with an {@link OverflowError}.
   * `'drop-oldest'` and `'drop-newest'` reject the dropped root at the first stage with that error.
   *
   * @default 'error'
   */
  readonly overflow?: Overflow | undefined;
  /**
   * The order of outcomes. `'completion'` delivers them as they arrive. `'source'` delivers them by
   * their paths, a branch before its children: branches with the lowest paths start first, and
   * outcomes held back count against `highWaterMark`.
   *
   * @default 'completion'
   */
  readonly order?: 'completion' | 'source' | undefined;
  /**
   * One or more limits that are shared with other pipelines. Every attempt of every stage acquires
   * them, in addition to the limits of its stage.
   *
   * @default none
   */
  readonly limit?: LimitOption<unknown> | undefined;
  /**
   * The clock for timeouts, delays and the `time` of events.
   *
   * @default asyncScheduler
   */
  readonly scheduler?: SchedulerLike | undefined;
  /**
   * The source of random numbers for jitter. It returns numbers in [0, 1).
   *
   * @default Math.random
   */
  readonly random?: (() => number) | undefined;
  /**
   * Receives every step of the run and of every branch, in order. Pass a function, or an observer
   * such as a `Subject`, of which only `next` is called. An error that it throws is reported like
   * that of any RxJS observer; the run goes on.
   *
   * @default none
   */
  readonly onEvent?: ((event: PipelineEvent) => void) | Pick<NextObserver<PipelineEvent>, 'next'> | undefined;
  /**
   * Wraps every call of your code that an attempt makes: `project`, the subscription of the
   * Observable that it returns, and each `next()` of its iterator. It must call `call` once, before
   * it returns. It can set a span, a logger's context or a store of `AsyncLocalStorage`, which then
   * applies to the call and what it starts, and to nothing else.
   *
   * Combine it with `onEvent` to trace; prefer `onEvent` alone if nothing needs to surround the
   * call.
   *
   * @default none
   */
  readonly around?: Around | undefined;
  /**
   * Cancels a run from outside. When the signal aborts, the run is cancelled as if it were
   * unsubscribed, and errors with the signal's `reason`. A `for await` rejects with it, without the
   * outcomes that it had not requested yet. If the signal is already aborted, the source is never
   * subscribed. Use `pipeline.with({ signal })` to give each run its own signal.
   *
   * @default none
   */
  readonly signal?: AbortSignal | undefined;
}

const LISTENER: Rule = ['a function, or an observer with a `next` method', (value) => typeof value === 'function' || has(value, 'next')];

const SIGNAL: Rule = ['an AbortSignal', (value) => has(value, 'addEventListener') && 'aborted' in value];

const RULES: Readonly<Record<keyof PipelineOptions, Rule>> = {
  concurrency: count(1),
  highWaterMark: count(1),
  maxWaiting: count(0),
  overflow: needing(
    'maxWaiting',
    '`overflow` needs `maxWaiting`: give the pipeline a `maxWaiting: number`',
    oneOf(['error', 'drop-oldest', 'drop-newest'] satisfies Overflow[]),
  ),
  order: oneOf(['completion', 'source']),
  limit: limits.rules.limit,
  scheduler: SCHEDULER,
  random: FUNCTION,
  onEvent: LISTENER,
  around: FUNCTION,
  signal: SIGNAL,
};

const DEFAULTS = {
  concurrency: Infinity,
  highWaterMark: 64,
  maxWaiting: Infinity,
  overflow: 'error',
  order: 'completion',
  scheduler: asyncScheduler,
  random: Math.random,
};

/**
 * Checks a pipeline's options and fills in the defaults.
 *
 * @throws TypeError, RangeError that name the option and quote its value
 */
export function planFor(steps: readonly Step[], options: object): Plan {
  const { limit, ...plan } = listening(
    readOptions('pipeline', options, RULES, { ...DEFAULTS, ...stagesOf(steps) } as Plan &
      Pick<PipelineOptions, 'onEvent'> & { readonly limit?: Limits }),
  );
  return limit === undefined ? plan : { ...plan, ...stagesOf(changeStages(steps, (stage) => limitedBy(stage, limit))) };
}

/** The same plan, with a function as its listener. */
function listening<P extends Plan>(plan: P): P {
  const listener = plan.onEvent as PipelineOptions['onEvent'];
  if (listener === undefined || typeof listener === 'function') return plan;
  return {
    ...plan,
    onEvent: (event) => {
      listener.next(event);
    },
  };
}

/**
 * Applies a pipeline's limit to one of its stages. A `join` makes no attempts, so it stays as it
 * is.
 */
function limitedBy(stage: StagePlan, limit: Limits): StagePlan {
  if (stage.joins !== undefined) return stage;
  if (stage.batch !== undefined && [limit].flat().some((one) => typeof one === 'function')) {
    throw new TypeError(
      `pipeline: \`limit\` depends on the input, but a batch of stage ${quote(stage.name)} has several: use limits that are the same for all inputs`,
    );
  }
  return { ...stage, options: { ...stage.options, limit: [stage.options.limit ?? [], limit].flat() } };
}
