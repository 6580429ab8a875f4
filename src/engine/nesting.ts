import { Subscriber } from 'rxjs';
import { quote } from '../quote.js';
import type { Limit } from '../policies/limits/limit.js';
import { Attempt } from './attempt.js';
import { ObservableSource } from './input/observable-source.js';
import type { RunLimits } from './run-limits.js';
import type { Bag } from './queue/bag.js';
import type * as engine from './types.js';

/** A run as its nesting sees it. */
interface NestedRun {
  readonly limits: RunLimits;
  readonly parts: readonly {
    readonly name: string;
    readonly working: number;
    readonly live: Bag<engine.Branch>;
    isHeldUpBy(limit: Limit): boolean;
  }[];
  /**
   * Whether anything may still happen by itself: through the source, a timer, or a consumer that is
   * full for now.
   */
  readonly awaits: boolean;
  /** Cancels everything in flight, and errors. */
  fail(reason: unknown): void;
}

/**
 * A run whose results go to an attempt: to the Observable that a project has returned. The run
 * lives no longer than the attempt.
 */
export class Nesting {
  constructor(
    private readonly run: NestedRun,
    readonly host: engine.Attempt,
  ) {}

  /**
   * Fails the run if it can never go on: it waits for a limit, and every attempt that holds the
   * limit waits for such a run (B6a).
   */
  check(): void {
    const limit = this.run.limits.only;
    const [holder] = limit === undefined ? [] : this.holdersOf(limit);
    if (holder === undefined || limit?.isDeadlocked !== true) return;
    const waiting = quote(this.run.parts.find((stage) => stage.isHeldUpBy(limit))?.name);
    const holding = quote(holder.branch.stage.plan.name);
    this.run.fail(
      new Error(
        `stage ${waiting} can never start: every attempt that holds its limit waits for a run like this one. This run was started by the project of stage ${holding}. Give the inner stage its own limit, or move it into the outer pipeline`,
      ),
    );
  }

  /**
   * The attempts around the run that hold a limit, if it can do nothing but wait for that limit.
   */
  holdersOf(limit: Limit): readonly engine.Attempt[] {
    if (this.run.awaits || this.run.limits.only !== limit || !this.run.parts.every(isIdle)) return [];
    const holders: engine.Attempt[] = [];
    let at: engine.Attempt | undefined = this.host;
    for (; at !== undefined; at = at.branch.stage.run.nesting?.host) if (at.branch.stage.limitsOf(at.branch).includes(limit)) holders.push(at);
    return holders;
  }
}

/** The attempt that a subscriber's values go to, through any operators of RxJS. */
export function hostOf(subscriber: unknown): engine.Attempt | undefined {
  let at = subscriber;
  // The subscribers of RxJS operators have the next subscriber as their `destination`.
  while (at instanceof Subscriber && !(at instanceof ObservableSource)) at = (at as unknown as { readonly destination: unknown }).destination;
  return at instanceof ObservableSource && at.observer instanceof Attempt ? at.observer : undefined;
}

/**
 * Whether a stage does nothing by itself: all its branches wait for slots, or for other branches.
 */
function isIdle({ working, live }: NestedRun['parts'][number]): boolean {
  if (working > 0) return false;
  for (const branch of live) if (!waits(branch)) return false;
  return true;
}

/** An attempt that is open but not in flight is suspended, or in a batch that waits. */
function waits({ phase, queue, stage: { plan, run } }: engine.Branch): boolean {
  if (phase === 'parked') return plan.joins !== undefined || queue?.leader?.stage.run === run;
  return phase === 'waiting' || phase === 'open';
}
