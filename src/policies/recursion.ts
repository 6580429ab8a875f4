import { count, FUNCTION, needing } from '../check.js';
import type { StageContext } from '../context.js';
import { AttemptContext } from '../engine/attempt-context.js';
import { LIST } from '../engine/input/input-source.js';
import { Lists, type ListsOwner } from '../engine/input/lists.js';
import { PriorityQueue, type Positioned } from '../engine/queue/priority-queue.js';
import { byDepth } from '../engine/sort-keys.js';
import type { Branch, Drainable, Failure, Policy, PolicyDefinition, SortKey, StageRun } from '../engine/types.js';
import { within } from '../engine/async-context.js';
import { checkReturned } from './check-returned.js';

type Recurse = (value: unknown, context: StageContext) => unknown;

export const recursion: PolicyDefinition<{ readonly recurse?: Recurse; readonly maxDepth?: number }> = {
  rules: {
    recurse: FUNCTION,
    maxDepth: needing('recurse', '`maxDepth` needs `recurse`: give the stage a `recurse: (value) => inputs`', count(0)),
  },
  create: ({ recurse, maxDepth = Infinity }, stage) => (recurse === undefined ? [] : [new Recursion(stage, recurse, maxDepth)]),
};

function drainOne(inputs: Drainable): void {
  inputs.drainOne();
}

/**
 * Feeds values of a stage back into it. The inputs are pulled one by one, when the stage could
 * start them.
 */
class Recursion implements Policy {
  readonly isBefore = byDepth;
  private readonly stage: StageRun;
  private readonly recurse: Recurse;
  private readonly maxDepth: number;
  private readonly inputs = new Map<Branch, RecursedInputs>();
  /** The inputs that are not exhausted. */
  private readonly pending: PriorityQueue<RecursedInputs>;

  constructor(stage: StageRun, recurse: Recurse, maxDepth: number) {
    this.stage = stage;
    this.recurse = recurse;
    this.maxDepth = maxDepth;
    this.pending = new PriorityQueue(({ branch: one }, { branch: other }) => stage.isBefore(one, other));
  }

  emitted(branch: Branch, value: unknown, index: number): void {
    if (this.isDeepest(branch)) return;
    const recurse = this.recurse;
    let list: unknown;
    try {
      list = recurse(value, new AttemptContext(branch));
      checkReturned('the result of recurse', LIST, list, this.stage.plan.name);
    } catch (reason) {
      this.stage.fail(branch, reason);
      return;
    }
    let inputs = this.inputs.get(branch);
    if (inputs === undefined) {
      inputs = new RecursedInputs(branch, this);
      this.inputs.set(branch, inputs);
    }
    inputs.lists.add(list, index);
  }

  /** Whether `maxDepth` ancestors in a row belong to this stage. */
  private isDeepest(branch: Branch): boolean {
    if (this.maxDepth === Infinity) return false;
    let left = this.maxDepth;
    for (let { parent } = branch; parent?.stage === this.stage; { parent } = parent) left--;
    return left <= 0;
  }

  settled(branch: Branch, failure: Failure | undefined): boolean {
    const inputs = this.inputs.get(branch);
    if (inputs === undefined) return false;
    inputs.failure ??= failure;
    if (inputs.lists.current === undefined) {
      if (failure !== undefined || inputs.failure === undefined) return false;
      this.stage.settle(branch, inputs.failure, undefined, this);
      return true;
    }
    branch.phase = 'feeding';
    // A stage does not wait for its own queue.
    this.stage.waiting--;
    this.stage.run.order?.flush();
    return true;
  }

  closed(branch: Branch): void {
    const inputs = this.inputs.get(branch);
    this.inputs.delete(branch);
    inputs?.lists.cancel();
  }

  step(): boolean {
    if (this.pending.size === 0) return false;
    const lowest = this.stage.run.order?.lowest;
    // In source order everything may wait for what the lowest branch feeds back.
    const urgent = lowest?.phase === 'feeding' ? this.inputs.get(lowest) : undefined;
    const inputs = urgent ?? this.pending.first;
    if (inputs === undefined || !(urgent !== undefined || this.startsNext(inputs))) return false;
    this.pending.delete(inputs);
    within(inputs.branch.context, drainOne, inputs.lists);
    return true;
  }

  /**
   * Whether the next input would start before all branches in line. Of its own queue, only branches
   * that a limit holds up count.
   */
  private startsNext({ branch }: RecursedInputs): boolean {
    const next: SortKey = {
      depth: branch.depth + 1,
      attempts: 0,
      number: Infinity,
      // Computed only where it decides.
      get path() {
        return [...branch.path, branch.recursed];
      },
    };
    const { first, inLine, waiting } = this.stage;
    return (first === undefined || this.stage.isBefore(next, first)) && this.stage.startsOneMore(waiting - inLine);
  }

  create(branch: Branch, input: unknown, value: number): void {
    branch.keepRows();
    this.stage.follow(branch, input, branch.recursed++, { value });
  }

  drainLater(inputs: RecursedInputs): void {
    // Pulling may have ended its run.
    if (this.stage.run.closed) inputs.lists.cancel();
    else this.pending.add(inputs);
  }

  /** A list has ended or failed. */
  listEnded({ branch, lists, failure }: RecursedInputs): void {
    if (branch.phase !== 'feeding' || lists.current !== undefined) return;
    this.stage.waiting++;
    branch.phase = 'draining';
    this.stage.settle(branch, failure, undefined, this);
  }

  fail(branch: Branch, reason: unknown): void {
    this.stage.fail(branch, reason);
  }
}

/** The inputs that a branch feeds back. */
class RecursedInputs implements ListsOwner, Positioned {
  position = -1;
  /** Why the branch will be rejected, if it will. */
  failure: Failure | undefined = undefined;
  readonly lists = new Lists(this);

  constructor(
    readonly branch: Branch,
    private readonly recursion: Recursion,
  ) {}

  get listTitle(): string {
    return `${this.branch.stage.title}: the result of recurse`;
  }

  get finished(): boolean {
    return this.branch.phase === 'closed';
  }

  emit(input: unknown): void {
    this.recursion.create(this.branch, input, this.lists.index);
  }

  drainLater(): void {
    this.recursion.drainLater(this);
  }

  settle(): void {
    this.recursion.listEnded(this);
  }

  fail(reason: unknown): void {
    const { attempt, phase, drainable } = this.branch;
    if (attempt !== undefined || (phase === 'draining' && drainable?.fail !== undefined)) this.recursion.fail(this.branch, reason);
    else {
      // The branch will be settled with it, perhaps at once.
      this.failure ??= { reason };
      this.recursion.listEnded(this);
    }
  }
}
