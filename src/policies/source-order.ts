import type { Outcome } from '../outcome.js';
import { within } from '../engine/async-context.js';
import { Fifo } from '../engine/queue/fifo.js';
import type { Branch, OrderedDelivery } from '../engine/types.js';

/** A branch in the tree of what is held back. */
interface Node {
  branch: Branch;
  readonly outcomes: Fifo<Outcome>;
  /** Its children at the next stage, and those at its own. */
  readonly emitted: Fifo<Node>;
  readonly recursed: Fifo<Node>;
  isClosed: boolean;
}

/**
 * Delivers outcomes in the order of their paths, a prefix first. A cursor walks the tree of
 * branches, and stays with each branch until it has emitted everything.
 */
export class SourceOrder implements OrderedDelivery {
  readonly urgent = new Set<Branch>();
  private readonly highWaterMark: number;
  private readonly deliver: (outcome: Outcome) => void;
  /** The number of outcomes held back. */
  private held = 0;
  private readonly nodes = new WeakMap<Branch, Node>();
  private readonly roots = new Fifo<Node>();
  /** The way from a root to the cursor. */
  private readonly cursor: Node[] = [];
  private isFlushing = false;

  constructor(highWaterMark: number, deliver: (outcome: Outcome) => void) {
    this.highWaterMark = highWaterMark;
    this.deliver = deliver;
  }

  get isFull(): boolean {
    return this.held >= this.highWaterMark;
  }

  /** The open branch with the lowest path, or the branch that makes the request for it. */
  get lowest(): Branch | undefined {
    let branch = this.cursor.at(-1)?.branch;
    while (branch?.queue?.leader !== undefined) branch = branch.queue.leader;
    return branch;
  }

  isExempt(branch: Branch): boolean {
    return branch === this.lowest || this.urgent.has(branch);
  }

  exemptIn(queue: unknown): Branch | undefined {
    const { lowest } = this;
    if (lowest?.queue === queue) return lowest;
    for (const branch of this.urgent) if (branch.queue === queue) return branch;
    return undefined;
  }

  created(branch: Branch): void {
    const node: Node = { branch, outcomes: new Fifo(), emitted: new Fifo(), recursed: new Fifo(), isClosed: false };
    const { parent } = branch;
    const above = parent && this.nodes.get(parent);
    this.nodes.set(branch, node);
    if (above === undefined) this.roots.push(node);
    else above[parent?.stage === branch.stage ? 'recursed' : 'emitted'].push(node);
    this.flush();
  }

  replaced(branch: Branch, page: Branch): void {
    const node = this.nodes.get(branch) as Node;
    node.branch = page;
    this.nodes.set(page, node);
  }

  hold(branch: Branch, outcome: Outcome): void {
    this.held++;
    this.nodes.get(branch)?.outcomes.push(outcome);
    this.flush();
  }

  closed(branch: Branch): void {
    (this.nodes.get(branch) as Node).isClosed = true;
    this.flush();
  }

  flush(): void {
    if (this.isFlushing) return;
    this.isFlushing = true;
    while (this.step());
    this.isFlushing = false;
  }

  private step(): boolean {
    const node = this.cursor.at(-1);
    const outcome = node?.outcomes.shift();
    if (node !== undefined && outcome !== undefined) {
      this.held--;
      within(node.branch.context, this.deliver, outcome);
      return true;
    }
    const next = node === undefined ? this.roots.shift() : nextChild(node);
    if (next !== undefined) this.cursor.push(next);
    else if (node?.isClosed === true) this.cursor.pop();
    else return false;
    return true;
  }
}

/**
 * The next child to visit, once it is certain which one: not while the branch may emit more, on
 * this page or another. A child at the next stage goes before the recursed child of the same index,
 * whose own children have longer paths.
 */
function nextChild({ branch, emitted, recursed, isClosed }: Node): Node | undefined {
  if (!isClosed && (branch.phase !== 'feeding' || branch.stage.plan.options.nextPage !== undefined)) return undefined;
  const next = recursed.first?.branch.index ?? (isClosed ? Infinity : branch.recursed);
  const other = emitted.first?.branch.index ?? Infinity;
  return other <= next ? emitted.shift() : recursed.shift();
}
