/** What every event of a branch has. */
interface EventBase {
  /** The number of the run, from 1 within the process. Every subscription is a run. */
  readonly run: number;
  /** When it happened: `now()` of the pipeline's scheduler, in ms. */
  readonly time: number;
  /** The name of the branch's stage. */
  readonly stage: string;
  /** The number of the branch within its run, from 1, in the order of creation. */
  readonly branch: number;
  /** The number of the branch that created it; `undefined` for a root. */
  readonly parent: number | undefined;
  /**
   * The branch's index at each level, as long as its chain of inputs: where the branch is in its
   * tree. In a recursive stage, two branches may have the same path. `run` and `branch` identify a
   * branch.
   */
  readonly path: readonly number[];
  /** The branch's input. With `nextPage`, the input of the current page. */
  readonly input: unknown;
  /**
   * The number of the current attempt, from 1; 0 before the first one. With `nextPage`, each page
   * counts its own attempts.
   */
  readonly attempt: number;
  /**
   * The type of the last event that changed what the branch does, which `emitted` and `paused` do
   * not. It is `undefined` for `waiting`, which is the first.
   */
  readonly previous: 'waiting' | 'started' | 'settled' | 'served' | 'retrying' | 'requeued' | 'paged' | undefined;
  /**
   * How long the branch waited for the current attempt, in ms: until it started, or until now. It
   * counts from `waiting`, `paged` or `requeued`, and excludes the delay of a retry.
   */
  readonly waited: number;
  /**
   * How long the current attempt has been in flight, in ms: until it `settled`, or until now. 0
   * without an attempt.
   */
  readonly inFlight: number;
}

/** A branch was created and waits for a slot. */
export interface WaitingEvent extends EventBase {
  readonly type: 'waiting';
}

/** An attempt acquired its slots. Its project is about to be called. */
export interface StartedEvent extends EventBase {
  readonly type: 'started';
  /**
   * For a {@link batchStage}: the number of the batch that the branch is in, from 1, and its size
   * in branches.
   */
  readonly batch?: { readonly id: number; readonly size: number };
}

/** An attempt emitted a value, which is about to be delivered or to create a branch. */
export interface EmittedEvent extends EventBase {
  readonly type: 'emitted';
  readonly value: unknown;
  /** The index of the value among the emissions of its branch, from 0. */
  readonly index: number;
}

/** An attempt has ended, and its slots are released. Its result may still be cached or emitted. */
export interface SettledEvent extends EventBase {
  readonly type: 'settled';
  /** Whether it completed or failed. */
  readonly status: 'fulfilled' | 'rejected';
  /** Why it failed; `undefined` if it did not fail. */
  readonly reason: unknown;
  /** For a {@link remote} stage: which worker ran the project. */
  readonly work?: RemoteWork;
}

/** Which process ran the project of an attempt, and for how long. */
export interface RemoteWork {
  /** The name of the worker. */
  readonly worker: string;
  /** How long the project ran, in ms, by the worker's clock. It excludes the time in the queue. */
  readonly duration: number;
}

/** A branch is about to get values, or a failure, without an attempt of its own. */
export interface ServedEvent extends EventBase {
  readonly type: 'served';
  /**
   * Where they come from: the stage's `cache`, or the attempt of another branch with the same
   * `key`.
   */
  readonly by: 'cache' | 'attempt';
  /** The number of that other branch; `undefined` for a branch of another run, and for a cache. */
  readonly leader: number | undefined;
}

/** An attempt failed, and the branch will be retried. */
export interface RetryingEvent extends EventBase {
  readonly type: 'retrying';
  /** Why the attempt failed. */
  readonly reason: unknown;
  /** How long it waits before the retry, in ms; `undefined` if that is not known in advance. */
  readonly delay: number | undefined;
}

/** The delay of a retry has ended. The branch waits for a slot again. */
export interface RequeuedEvent extends EventBase {
  readonly type: 'requeued';
}

/** An attempt failed in a way that pauses the limits of its branch. The pause has begun. */
export interface PausedEvent extends EventBase {
  readonly type: 'paused';
  /** For how long they start nothing, in ms. */
  readonly ms: number;
}

/**
 * A page has ended, and `nextPage` has returned the input of the next one, which waits for a slot.
 * The branch goes on.
 */
export interface PagedEvent extends EventBase {
  readonly type: 'paged';
}

/**
 * A branch completed: everything that it emitted has been delivered or has created branches. Its
 * children may still run.
 */
export interface CompletedEvent extends EventBase {
  readonly type: 'completed';
}

/** A branch failed permanently. Its rejection is about to be delivered. */
export interface RejectedEvent extends EventBase {
  readonly type: 'rejected';
  /** Why it failed, unchanged. */
  readonly reason: unknown;
}

/**
 * A branch was cancelled, waiting or in flight, because its run was unsubscribed or ended early.
 */
export interface CancelledEvent extends EventBase {
  readonly type: 'cancelled';
}

/**
 * One step in the life of one branch, passed to `onEvent`.
 *
 * The events of a branch come in the order
 * `waiting (page paged)* page (completed | rejected | cancelled)`; the last one comes exactly once.
 * A page is `(started settled paused? retrying requeued)* (started emitted* settled emitted*
 * paused? | served emitted*)?`. What an `atomic` stage emits comes after `settled`.
 *
 * - A stage without `nextPage` has one page.
 * - A branch that fails while it waits or sleeps, and one that is cancelled, ends in the middle of
 *   a page.
 * - A branch of a `join` has no attempts: `waiting emitted? (completed | rejected | cancelled)`.
 *
 * An attempt is in flight from its `started` until its `settled`, or until its branch is
 * `cancelled`.
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
