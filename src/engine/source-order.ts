import type { Outcome } from '../outcome.js';
import type { GovernedBranch } from './governed-branch.js';
import { Queue } from './queue.js';

/** A branch in the tree of what is held back. */
export interface OrderNode {
  branch: GovernedBranch;
  readonly outcomes: Queue<Outcome>;
  readonly children: OrderNode[];
  ended: boolean;
}

/** Delivers outcomes in the order of their paths, a prefix first: it walks the tree of branches, and stays with each until that has ended. */
export class SourceOrder {
  /** Outcomes that are held back. */
  held = 0;
  private readonly roots = new Queue<OrderNode>();
  /** What is left at each level above the walk. */
  private readonly rows: Queue<OrderNode>[] = [];
  private current: OrderNode | undefined = undefined;
  private walking = false;

  constructor(private readonly deliver: (outcome: Outcome) => void) {}

  /** The unfinished branch with the lowest path, or who works for it. */
  get lowest(): GovernedBranch | undefined {
    let branch = this.current?.branch;
    while (branch?.follows !== undefined) branch = branch.follows.leader;
    return branch;
  }

  add(branch: GovernedBranch): void {
    const node: OrderNode = { branch, outcomes: new Queue(), children: [], ended: false };
    branch.node = node;
    const { parent } = branch;
    if (parent === undefined) this.roots.push(node);
    else (parent as GovernedBranch).node?.children.push(node);
    this.walk();
  }

  hold({ node }: GovernedBranch, outcome: Outcome): void {
    this.held++;
    node?.outcomes.push(outcome);
    this.walk();
  }

  end({ node }: GovernedBranch): void {
    if (node !== undefined) node.ended = true;
    this.walk();
  }

  private walk(): void {
    if (this.walking) return;
    this.walking = true;
    while ((this.current ??= this.advance()) !== undefined) {
      const { outcomes, ended, children } = this.current;
      const outcome = outcomes.shift();
      if (outcome !== undefined) {
        this.held--;
        this.deliver(outcome);
      } else if (ended) {
        this.rows.push(inPathOrder(children));
        this.current = undefined;
      } else break;
    }
    this.walking = false;
  }

  /** The next branch in order, if it is there already. */
  private advance(): OrderNode | undefined {
    for (let row; (row = this.rows.at(-1)) !== undefined; this.rows.pop()) {
      const node = row.shift();
      if (node !== undefined) return node;
    }
    return this.roots.shift();
  }
}

/** Children of the same index come from an emission and, if it was fed back, of the same branch: the one at the earlier stage goes first. */
function inPathOrder(children: OrderNode[]): Queue<OrderNode> {
  const row = new Queue<OrderNode>();
  for (const child of children.sort(({ branch: one }, { branch: other }) => one.index - other.index)) row.push(child);
  return row;
}
