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

/** The bounds of a whole pipeline, each counted within one run, and who is told what happens. */
export interface PipelineOptions {
  /**
   * How many attempts of all stages together may be in flight at once. It never raises the bound of a stage: the
   * stages' own `concurrency` and `limit` hold as well.
   *
   * @default Infinity: only the stages' own bounds hold
   */
  readonly concurrency?: number | undefined;
  /**
   * How many branches (not bytes) may wait before a stage until the stage before it starts nothing more, and how many results may wait for a consumer
   * who iterates.
   *
   * @default 64
   */
  readonly highWaterMark?: number | undefined;
  /**
   * How many roots that the source pushes may wait at the first stage; those between two attempts or pages count.
   *
   * @default Infinity
   */
  readonly maxWaiting?: number | undefined;
  /**
   * What happens to a root more: `'error'` unsubscribes from the source and, when all that was started and waiting has ended, fails the run with an
   * {@link OverflowError}; the others deliver the dropped root as a rejection of the first stage with that error.
   *
   * @default 'error'
   */
  readonly overflow?: Overflow | undefined;
  /**
   * The order of outcomes: as they come, or by their paths, a branch before its children. Then the branches with the lowest paths go first, and what is held back counts
   * against `highWaterMark`.
   *
   * @default 'completion'
   */
  readonly order?: 'completion' | 'source' | undefined;
  /**
   * Bounds to share with other pipelines: every attempt of every stage needs them, beside its stage's own.
   *
   * @default none
   */
  readonly limit?: LimitOption<unknown> | undefined;
  /**
   * The clock of timeouts and delays, and of the time of events.
   *
   * @default asyncScheduler
   */
  readonly scheduler?: SchedulerLike | undefined;
  /**
   * The source of jitter: numbers of [0, 1).
   *
   * @default Math.random
   */
  readonly random?: (() => number) | undefined;
  /**
   * Gets every step of the run and of every branch, in order: a function, or an observer such as a `Subject`, of which `next` is called and nothing else.
   * What it throws is reported as rxjs reports what any observer throws: the run goes on.
   */
  readonly onEvent?: ((event: PipelineEvent) => void) | Pick<NextObserver<PipelineEvent>, 'next'> | undefined;
  /**
   * Makes every call of your code that an attempt needs: of `project`, the subscription of the Observable that it returns, each `next()` of its iterator. Call `call` once,
   * at once. What is set around it (a span, a logger's context, a store of `AsyncLocalStorage`) holds for the call and what it starts, and for nothing else.
   * Use it with `onEvent` to trace; prefer `onEvent` alone where nothing has to be around the call.
   *
   * @default none
   */
  readonly around?: Around | undefined;
  /**
   * Ends a run from outside. When it aborts, the run is cancelled as if it were unsubscribed, and errors with the signal's
   * `reason`; a `for await` rejects with it, without the outcomes that it had not asked for yet. If the signal is aborted
   * before a run begins, the source is never subscribed. Give each run a signal of its own by `pipeline.with({ signal })`.
   *
   * @default none
   */
  readonly signal?: AbortSignal | undefined;
}

const LISTENER: Rule = ['a function, or an observer with a method `next`', (value) => typeof value === 'function' || has(value, 'next')];

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

/** The same plan, whose listener is a function. */
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

/** What bounds a pipeline bounds each of its stages, but not a `join`: it makes no attempts. */
function limitedBy(stage: StagePlan, limit: Limits): StagePlan {
  if (stage.joins !== undefined) return stage;
  if (stage.batch !== undefined && [limit].flat().some((one) => typeof one === 'function')) {
    throw new TypeError(
      `pipeline: \`limit\` differs by input, and a batch of stage ${quote(stage.name)} has several: give limits that are the same for all`,
    );
  }
  return { ...stage, options: { ...stage.options, limit: [stage.options.limit ?? [], limit].flat() } };
}
