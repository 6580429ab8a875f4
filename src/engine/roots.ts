import { isOutcome } from '../outcome.js';
import { OverflowError } from '../policies/overflow.js';
import { propertyOf } from '../property-of.js';
import { quote } from '../quote.js';
import { within, type AsyncContext } from './async-context.js';
import type { Followers } from './followers.js';
import { hasEnded } from './is-closed.js';
import { Fifo } from './queue/fifo.js';
import type { Trees } from './trees.js';
import type { Plan } from './plan.js';
import type { Branch, Failure, StageRun, Tree } from './types.js';

/** A run as its roots see it. */
interface RootsRun {
  readonly plan: Plan;
  readonly closed: boolean;
  readonly trees: Trees;
  /** Whether its consumer accepts nothing more for now. */
  readonly isFull: boolean;
  deliverTree(tree: object): void;
}

/** The tree of one root, once it has settled. */
interface Assembled {
  readonly context: AsyncContext | undefined;
  tree: object | undefined;
}

function drop(branch: Branch, failure: Failure | undefined): void {
  branch.stage.close(branch, failure);
}

function waits({ phase }: Branch): boolean {
  return phase === 'waiting' || phase === 'parked';
}

/** Admits the roots of a run. */
export class Roots {
  /** The branches of the latest root, and of those that `overflow` may drop, the oldest first. */
  private latest: Branch[] = [];
  private readonly droppable: Set<Branch> | undefined;
  /** The stages that roots wait before. */
  private readonly stages: readonly StageRun[];
  /** In source order, the trees that are not delivered yet. */
  private readonly assembled = new Fifo<Assembled>();
  private count = 0;

  constructor(
    private readonly run: RootsRun,
    private readonly followers: Followers,
  ) {
    this.droppable = run.plan.overflow === 'drop-oldest' ? new Set() : undefined;
    this.stages = followers.entries;
  }

  /**
   * Whether one more root could start now, and none of its stages has as many waiting branches as
   * it may.
   */
  get startsOneMore(): boolean {
    let starts = false;
    for (const stage of this.stages) {
      if (stage.waiting >= stage.highWaterMark) return false;
      if (stage.startsOneMore()) starts = true;
    }
    return starts;
  }

  /**
   * Admits a root, unless it was pushed while as many wait as may.
   *
   * @returns why nothing more is accepted from the source
   */
  add(input: unknown, context: AsyncContext | undefined, isPushed: boolean): Failure | undefined {
    const { run } = this;
    const { maxWaiting, overflow, roots } = run.plan;
    const isBounded = isPushed && maxWaiting < Infinity;
    const isOne = isOutcome(input);
    // User code may have ended the run.
    if (run.closed) return undefined;
    if (isOne) {
      const stage = quote(propertyOf(input, 'stage'));
      return { reason: new TypeError(`The source emitted an outcome of stage ${stage}: join stages with pipeline(), not with .pipe()`) };
    }
    if (isBounded && overflow === 'error' && this.stages.some((stage) => this.waitingAt(stage) >= maxWaiting)) {
      return { reason: new OverflowError(maxWaiting) };
    }
    const index = this.count++;
    this.latest = [];
    roots?.began(input, index);
    const tree = run.plan.assembles ? this.begin(input, index, context) : undefined;
    this.followers.follow(undefined, input, index, { context, tree });
    tree?.release();
    if (!hasEnded(run)) roots?.ended(index);
    if (isBounded && overflow !== 'error') {
      for (const stage of new Set(this.latest.filter(waits).map((branch) => branch.stage)))
        if (this.waitingAt(stage) > maxWaiting) this.dropAt(stage);
    }
    return undefined;
  }

  created(branch: Branch): void {
    if (branch.stage.plan.joins !== undefined) return;
    this.latest.push(branch);
    this.droppable?.add(branch);
  }

  /** A root has started, or ended. */
  started(branch: Branch): void {
    this.droppable?.delete(branch);
  }

  /**
   * How many branches wait before a stage, except those that can start now. A `join` starts
   * nothing.
   */
  private waitingAt({ plan, waiting, availableSlots }: StageRun): number {
    if (plan.joins !== undefined) return 0;
    return this.run.isFull ? waiting : waiting - availableSlots;
  }

  /** Drops the latest root, or the oldest that waits before a stage, wherever it waits. */
  private dropAt(stage: StageRun): void {
    const failure = { reason: new OverflowError(this.run.plan.maxWaiting) };
    let root: Branch[] = [];
    for (const branch of this.droppable ?? this.latest) {
      if (branch.index !== root[0]?.index) {
        if (root.some((one) => one.stage === stage)) break;
        root = [];
      }
      if (waits(branch)) root.push(branch);
    }
    for (const branch of root) within(branch.context, drop, branch, failure);
  }

  /**
   * Begins the tree of a root. It is delivered when it has settled; in source order, once earlier
   * trees have been delivered, too.
   */
  private begin(input: unknown, index: number, context: AsyncContext | undefined): Tree {
    const { run, assembled } = this;
    const root: Assembled = { context, tree: undefined };
    const isOrdered = run.plan.order === 'source';
    if (isOrdered) assembled.push(root);
    return run.trees.begin(this.followers, input, [index], (tree) => {
      root.tree = tree;
      if (!isOrdered) deliver(run, root);
      else while (assembled.first?.tree !== undefined) deliver(run, assembled.shift() as Assembled);
    });
  }
}

function deliver(run: RootsRun, { context, tree }: Assembled): void {
  within(context, deliverTree, run, tree);
}

function deliverTree(run: RootsRun, tree: object | undefined): void {
  if (!run.closed) run.deliverTree(tree as object);
}
