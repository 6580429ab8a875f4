import type { Rule } from '../check.js';
import type { BranchEvent, RemoteWork } from '../events/branch-event.js';
import type { Limit } from '../policies/limits/limit.js';
import type { AsyncContext } from './async-context.js';
import type { Placed } from './queue/bag.js';
import type { IsBefore, Positioned } from './queue/priority-queue.js';
import type { Plan, PolicyOptions, StagePlan } from './plan.js';
import type { RunLimits } from './run-limits.js';
import type { Timer, Timers } from './timers.js';

/** A failure, boxed, because the reason itself may be `undefined`. */
export interface Failure {
  readonly reason: unknown;
}

/** Reports to the listener of a run what happens to its branches. */
export interface Reporter {
  /**
   * @param detail - the properties of that type of event, in addition to those of all branch events
   */
  report(type: BranchEvent['type'], branch: Branch, detail?: object): void;
  emitted(branch: Branch, value: unknown, index: number): void;
  settled(branch: Branch, failure: Failure | undefined): void;
}

/**
 * When the current attempt of a branch began to wait, when it left the queue, and when it ended;
 * and what the branch did last.
 */
export interface BranchTimes {
  previous: BranchEvent['previous'];
  queued: number;
  left: number | undefined;
  settled: number | undefined;
  /** What the current attempt has reported of the worker that runs it. */
  work?: RemoteWork | undefined;
}

/**
 * The phase of a branch's life; docs/architecture.md has the state diagram.
 *
 * - waiting: in its stage's queue, for a slot and for limits
 * - parked: until a retry's delay, another branch's attempt or a cache lets it go on
 * - open: an attempt is in flight, or suspended between two pulls
 * - draining: its attempts have ended; its values are being stored or emitted
 * - feeding: all its values are emitted; inputs that `recurse` returned are left
 * - closed: completed, rejected or cancelled
 */
export type Phase = 'waiting' | 'parked' | 'open' | 'draining' | 'feeding' | 'closed';

/** What branches wait in, or for. */
export interface BranchQueue {
  /** The branch stops waiting. */
  delete(branch: Branch): void;
  /** The branch that makes the request for all that wait here, if any. */
  readonly leader?: Branch | undefined;
}

/** Emits what a branch has, one value a step. */
export interface Drainable {
  drainOne(): void;
  /** Fails instead of emitting the rest. */
  fail?(reason: unknown): void;
}

/**
 * One input at one stage: a node of the tree that grows from a root. It knows its parent, never its
 * children.
 */
export interface Branch extends Positioned, Placed {
  readonly stage: StageRun;
  readonly parent: Branch | undefined;
  readonly input: unknown;
  /**
   * Its index among its parent's values, or among the inputs that its parent has fed back; a root's
   * index in the source.
   */
  readonly index: number;
  /** The async context in which its root arrived. Everything for this branch runs in it. */
  readonly context: AsyncContext | undefined;
  /** The length of its path. */
  readonly depth: number;
  /**
   * Branches are numbered in the order in which a run creates them, from 1. The pages of a branch
   * share its number.
   */
  number: number;
  /** Its place among the branches of its stage that are not closed. */
  place: number;
  /** The number of the page, from 1. */
  page: number;
  /** The inputs and the indices from the root to this branch. */
  readonly inputs: readonly unknown[];
  readonly path: readonly number[];
  /** Whether both exist already. */
  readonly hasRows: boolean;

  phase: Phase;
  /** The number of attempts so far, of this page. */
  attempts: number;
  /** The number of values emitted so far, over all attempts and pages. */
  emissions: number;
  /** The number of inputs fed back so far, over all pages. */
  recursed: number;
  /** The attempt that is open. */
  attempt: Attempt | undefined;
  /** What it waits in, or for. */
  queue: BranchQueue | undefined;
  /** When it did what, if there is a listener. */
  times: BranchTimes | undefined;
  /** What it has to emit one by one. */
  drainable: Drainable | undefined;
  /**
   * Its own timeouts, if it has any: when it must have started, when its last attempt must have
   * ended, and whether one of them has expired.
   */
  deadlines: { readonly queue: Timer | undefined; readonly total: Timer | undefined; isExpired: boolean } | undefined;

  /** Creates `inputs` and `path` now, for its children to copy. */
  keepRows(): void;
  /** Drops the cached `inputs` and `path` of a closed branch. They are rebuilt if read again. */
  dropRows(): void;
}

/** One subscription to what a project returns for a branch. */
export interface Attempt {
  readonly branch: Branch;
  readonly context: AsyncContext | undefined;
  /** The number of the attempt, from 1. */
  readonly number: number;
  readonly signal: AbortSignal;
  /** What it has emitted, if a policy needs that at its end. */
  readonly values: unknown[] | undefined;
  /** How many values the branch had emitted before. */
  readonly emittedBefore: number;
  /** Whether it holds a slot: it is subscribed, or a promise or a `next()` of it is pending. */
  readonly working: boolean;
  /** Whether nothing more is accepted from it. */
  finished: boolean;
  readonly failure: Failure | undefined;
  /** Pulls one more value. */
  pull(): void;
  /** Ends it immediately, together with its run. */
  cancel(): void;
  /** When it times out, and while it is suspended, how many ms it has left. */
  timer: Timer | undefined;
  left: number | undefined;
  /** When it was suspended, by the count of its stage. */
  turn: number;
  /** Fails for a reason that is not its own. */
  fail(reason: unknown): void;
}

/** One stage within one run, as branches and policies see it. */
export interface StageRun {
  readonly run: PipelineRun;
  readonly plan: StagePlan;
  readonly options: PolicyOptions;
  /** How many branches may wait before it while earlier stages start. */
  readonly highWaterMark: number;
  /** Whether emissions of its attempts are held back until they complete. */
  readonly holdsBack: boolean;
  /** Which branches start first. */
  readonly isBefore: IsBefore<SortKey>;
  /** Whether it is inside a `join`. */
  readonly isInner: boolean;
  /** Whether its values may lead to branches of its own. */
  readonly isRecursive: boolean;
  /** Starts the next attempt of a branch, in whose async context this is called. */
  start(branch: Branch): void;
  /** Closes a branch, and reports it. */
  close(branch: Branch, failure: Failure | undefined): void;
  /** A branch has ended. */
  closed(branch: Branch): void;
  /** A branch has ended because its run is cancelled. */
  cancel(branch: Branch): void;
  /** Creates a branch for a value, which waits. */
  follow(parent: Branch | undefined, input: unknown, index: number, from?: Partial<Origin>): void;
  /** Creates the next page of a branch, which takes its place. */
  turnPage(branch: Branch, input: unknown): void;
  /** A branch waits for a slot. */
  enqueue(branch: Branch): void;
  /** A branch waits for something else. */
  park(branch: Branch, queue?: BranchQueue): void;
  /**
   * A branch stops waiting for what it was parked for. A teardown that throws does not stop the
   * run.
   */
  leave(branch: Branch): void;
  /** Emits the values of a branch one by one, then continues after `policy`. */
  drain(branch: Branch, values: readonly unknown[], failure: Failure | undefined, policy: Policy | undefined): void;
  /**
   * The attempts of a branch have ended, or something else has failed it. Calls the policies after
   * `previous`, or all of them, to decide what happens next.
   */
  settle(branch: Branch, failure?: Failure, attempt?: Attempt, previous?: Policy): void;
  /** Reports that an attempt has ended. */
  reportSettled(branch: Branch, failure: Failure | undefined): void;
  /** Something other than its attempt fails a branch. */
  fail(branch: Branch, reason: unknown): void;
  /**
   * The limits that a branch holds, or else needs.
   *
   * @throws what the user's `by` throws; TypeError if it does not return a limit
   */
  limitsOf(branch: Branch): readonly Limit[];
  /** What the option `key` has returned for a branch; `undefined` if the stage has none. */
  nameOf(branch: Branch): string | undefined;
  /**
   * Whether one more branch could start now, while `waiting` others wait. If a limit refuses, the
   * run waits for its turn.
   */
  startsOneMore(waiting?: number): boolean;
  /** How many branches could start now, as far as is known. */
  readonly availableSlots: number;
  /**
   * The stages that its inputs may wait before: itself, and for a `join` also those at the head of
   * its segment.
   */
  readonly entries: readonly StageRun[];
  /**
   * The branch that one more would wait for, and how many are in line. Branches that a limit holds
   * up do not count.
   */
  readonly first: Branch | undefined;
  readonly inLine: number;
  /** How many branches wait: not open, and not feeding. */
  waiting: number;
  /** The beginning of messages about the stage. */
  readonly title: string;
}

/** Where a branch comes from, as far as its parent and its index do not determine it. */
export interface Origin {
  /** The async context in which its root arrived. */
  readonly context: AsyncContext | undefined;
  /** The tree that it belongs to, unless that is its parent's. */
  readonly tree: Tree | undefined;
  /** For an input that `recurse` returned: the index of the value that led to it. */
  readonly value: number | undefined;
  /** Why it is rejected at once, if it is. */
  readonly failure: Failure | undefined;
}

/** What decides the order in which branches start. */
export type SortKey = Pick<Branch, 'depth' | 'attempts' | 'number' | 'path'>;

/** One subscription of a pipeline, as stages and policies see it. */
export interface PipelineRun {
  readonly id: number;
  readonly plan: Plan;
  readonly timers: Timers;
  readonly closed: boolean;
  /** Reports to the listener of events, if there is one. */
  readonly reporter: Reporter | undefined;
  /** Delivers in source order, if the pipeline has that option. */
  readonly order: OrderedDelivery | undefined;
  /** The number of free slots, over all stages. */
  freeSlots: number;
  /** Starts everything that may start, unless that is in progress. */
  drain(): void;
  /**
   * As `drain`, after a value of `branch`, whose Observable may still be being subscribed to: then
   * only deeper stages go on.
   */
  drainDeeper(branch: Branch): void;
  /**
   * The branch whose Observable is being subscribed to, and has emitted a value. Its code may have
   * changed the async context.
   */
  readonly pushing: Branch | undefined;
  /** The limits that hold up its branches. */
  readonly limits: RunLimits;
  /** The attempt that its results go to, if any. */
  readonly nesting: { readonly host: Attempt } | undefined;
}

/** Everything that comes from one input, as far as it has arrived. */
export interface Tree {
  /** Its first branches have been created: it settles as soon as none is left. */
  release(): void;
}

/** Delivers outcomes in another order than they arrive in. */
export interface OrderedDelivery {
  readonly isFull: boolean;
  /** The branch that all others wait for. */
  readonly lowest: Branch | undefined;
  /** Branches that other runs wait for. */
  readonly urgent: Set<Branch>;
  /** Whether a branch goes on whatever waits. */
  isExempt(branch: Branch): boolean;
  /** A page takes the place of the one before. */
  replaced(branch: Branch, page: Branch): void;
  /** The exempt branch that is in a queue. */
  exemptIn(queue: unknown): Branch | undefined;
  /** Delivers what it can. */
  flush(): void;
}

/**
 * Why a branch that is first in line may not go: a limit refuses it, or all branches of the stage
 * (`isCommon`). Without a limit, a policy has taken the branch over.
 */
export interface Refusal {
  readonly limit: Limit | undefined;
  readonly isCommon: boolean;
}

/** A policy of one stage in one run: its hooks, which the stage calls in the order of POLICIES. */
export interface Policy {
  /** Whether emissions of an attempt are remembered, and whether they are held back. */
  readonly remembers?: boolean;
  readonly holdsBack?: boolean;
  /** Whether `settled` only applies to failures. */
  readonly handlesFailures?: boolean;
  /** Whether it reports failed attempts itself, because it has something to do first. */
  readonly reportsFailures?: true | undefined;
  /** Which branches start first, if not the oldest. */
  readonly isBefore?: IsBefore<SortKey>;
  /**
   * A branch is being created.
   *
   * @returns true if it is dropped unseen
   */
  created?(branch: Branch): boolean;
  /**
   * A branch, or its page, is about to wait for a slot.
   *
   * @returns true if the policy takes it over
   */
  waiting?(branch: Branch): boolean;
  /** A branch is first in line, or would be (`undefined`). */
  admit?(branch: Branch | undefined, isResuming: boolean): Refusal | undefined;
  /** An attempt starts, or goes on. */
  working?(attempt: Attempt): void;
  /** An attempt is suspended, has ended, or is cancelled. */
  idle?(attempt: Attempt, isOver: boolean): void;
  /** A value was emitted. */
  emitted?(branch: Branch, value: unknown, index: number): void;
  /**
   * A branch has had its attempt, or failed for another reason (`attempt` is undefined).
   *
   * @returns true if the policy takes it over
   */
  settled?(branch: Branch, failure: Failure | undefined, attempt: Attempt | undefined): boolean;
  /** A branch has ended, cancelled or not. Called once for each. */
  closed?(branch: Branch): void;
  /**
   * Does one thing that needs no slot.
   *
   * @returns whether there was any
   */
  step?(): boolean;
  /** The limits that a branch holds, or else needs. */
  limitsOf?(branch: Branch): readonly Limit[];
  /** The key of a branch, if the policy defines one. */
  nameOf?(branch: Branch): string | undefined;
  /** How many more attempts could start, as far as the policy knows. */
  available?(): number;
}

/** A kind of policy: the rules of its options, and its implementation. */
export interface PolicyDefinition<Options = never> {
  /** The rules by the names of options. The policy is created if any of them is set. */
  readonly rules: Readonly<Record<string, Rule>>;
  /**
   * Checks the contents of its options.
   *
   * @throws what `check` throws
   */
  check?(where: string, options: Readonly<Record<string, unknown>>): void;
  /** Creates the policies of one stage: none, if its options turn them off. */
  create(options: Options, stage: StageRun): readonly Policy[];
}
