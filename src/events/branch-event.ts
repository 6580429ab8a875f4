/** What every event of a branch says. */
interface EventBase {
  /** The run, numbered from 1 in the process: every subscription is one. */
  readonly run: number;
  /** The pipeline's scheduler's `now()`, in ms. */
  readonly time: number;
  /** The name of the branch's stage. */
  readonly stage: string;
  /** Which branch of its run it is: branches are numbered from 1, in the order in which they are created. */
  readonly branch: number;
  /** The number of the branch that made it; `undefined` for a root. */
  readonly parent: number | undefined;
  /**
   * The branch's index at each level, as long as the chain of its inputs. It tells where in its tree a branch stands; where
   * a stage recurses, two branches may have the same one. `run` and `branch` tell branches apart.
   */
  readonly path: readonly number[];
  /** The branch's input; with `nextPage` the input of the current page. */
  readonly input: unknown;
  /** The current attempt, from 1; 0 before the first one. With `nextPage` each page counts its own. */
  readonly attempt: number;
  /** The last event that changed what the branch does: `emitted` and `paused` do not. It is `undefined` for `waiting`, which is the first. */
  readonly previous: 'waiting' | 'started' | 'settled' | 'served' | 'retrying' | 'requeued' | 'paged' | undefined;
  /**
   * How long the branch has waited for the current attempt, in ms: until that started, or until now. It counts from
   * `waiting`, `paged` or `requeued`; the delay of a retry is not in it.
   */
  readonly waited: number;
  /** How long the current attempt has been in flight, in ms: until it `settled`, or until now; 0 where there is none. */
  readonly inFlight: number;
}

/** A branch was created and waits for a slot. */
export interface WaitingEvent extends EventBase {
  readonly type: 'waiting';
}

/** An attempt took its slots; its project is about to be called. */
export interface StartedEvent extends EventBase {
  readonly type: 'started';
  /** Of a {@link batchStage}: which of its batches the branch is in, from 1, and how many branches are. */
  readonly batch?: { readonly id: number; readonly size: number };
}

/** An attempt emitted a value, which is about to be delivered or to become a branch. */
export interface EmittedEvent extends EventBase {
  readonly type: 'emitted';
  readonly value: unknown;
  /** The place of the value among the emissions of its branch, from 0. */
  readonly index: number;
}

/** An attempt is over, and its slots are free. What it has returned may still be cached or emitted. */
export interface SettledEvent extends EventBase {
  readonly type: 'settled';
  readonly status: 'fulfilled' | 'rejected';
  /** Why it failed; `undefined` if it did not. */
  readonly reason: unknown;
}

/** A branch is about to get values, or a failure, without an attempt of its own. */
export interface ServedEvent extends EventBase {
  readonly type: 'served';
  /** What from: the stage's `cache`, or the attempt of another branch that has the same `key`. */
  readonly by: 'cache' | 'attempt';
  /** The number of that branch; `undefined` for one of another run, and for a cache. */
  readonly leader: number | undefined;
}

/** An attempt failed, and the branch is to have another. */
export interface RetryingEvent extends EventBase {
  readonly type: 'retrying';
  readonly reason: unknown;
  /** How long it waits before, in ms; `undefined` where that is not known beforehand. */
  readonly delay: number | undefined;
}

/** The delay of a retry is over: the branch waits for a slot again. */
export interface RequeuedEvent extends EventBase {
  readonly type: 'requeued';
}

/** An attempt failed in a way that pauses the limits of its branch: the pause has begun. */
export interface PausedEvent extends EventBase {
  readonly type: 'paused';
  /** For how long they start nothing more, in ms. */
  readonly ms: number;
}

/** A page has ended and `nextPage` has returned the input of the next one, which waits for a slot. The branch goes on. */
export interface PagedEvent extends EventBase {
  readonly type: 'paged';
}

/** A branch ended, all that it emitted taken. Its children may still run. */
export interface CompletedEvent extends EventBase {
  readonly type: 'completed';
}

/** A branch failed for good; its rejection is about to be delivered. */
export interface RejectedEvent extends EventBase {
  readonly type: 'rejected';
  readonly reason: unknown;
}

/** A branch was cancelled, waiting or in flight, because its run was unsubscribed or ended early. */
export interface CancelledEvent extends EventBase {
  readonly type: 'cancelled';
}

/**
 * One step in the life of one branch, as `onEvent` gets it. A branch's events come in the order
 * `waiting (page paged)* page (completed | rejected | cancelled)`, the last of them exactly once, where a page is
 * `(started settled paused? retrying requeued)* (started emitted* settled emitted* paused? | served emitted*)?`: what an
 * `atomic` stage emits comes after `settled`. A stage without `nextPage` has one page. A branch that fails while it waits or
 * sleeps, and one that is cancelled, ends in the middle of a page. A branch of a `join` has no attempts:
 * `waiting emitted? (completed | rejected | cancelled)`.
 *
 * An attempt is in flight from its `started` until its `settled`, or until its branch is `cancelled`.
 */
export type BranchEvent =
  | WaitingEvent
  | StartedEvent
  | EmittedEvent
  | SettledEvent
  | ServedEvent
  | RetryingEvent
  | RequeuedEvent
  | PausedEvent
  | PagedEvent
  | CompletedEvent
  | RejectedEvent
  | CancelledEvent;
