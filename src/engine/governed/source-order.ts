import type { Outcome } from '../../outcome.js';
import { within } from '../async-context.js';
import type { Branch } from '../branch.js';
import { Queue } from '../queue.js';
import type { GovernedBranch } from './governed-branch.js';

/** A branch in the tree of what is held back. */
interface Node {
  branch: GovernedBranch;
  readonly outcomes: Queue<Outcome>;
  /** Its children at the next stage, and those at its own. */
  readonly emitted: Queue<Node>;
  readonly fed: Queue<Node>;
  /** Whether it has ended. */
  ended: boolean;
}

/** Delivers outcomes in the order of their paths, a prefix first: it walks the tree of branches, and stays with each until that has given all that it has. */
export class SourceOrder {
  /** Outcomes that are held back. */
  held = 0;
  private readonly nodes = new WeakMap<Branch, Node>();
  private readonly roots = new Queue<Node>();
  /** From a root to where the walk is. */
  private readonly way: Node[] = [];
  private walking = false;

  constructor(private readonly deliver: (outcome: Outcome) => void) {}

  /** The unfinished branch with the lowest path, or who works for it. */
  get lowest(): GovernedBranch | undefined {
    let branch = this.way.at(-1)?.branch;
    while (branch?.follows !== undefined) branch = branch.follows.leader;
    return branch;
  }

  add(branch: GovernedBranch): void {
    const node: Node = { branch, outcomes: new Queue(), emitted: new Queue(), fed: new Queue(), ended: false };
    const { parent } = branch;
    const above = parent && this.nodes.get(parent);
    this.nodes.set(branch, node);
    if (above === undefined) this.roots.push(node);
    else above[parent?.level === branch.level ? 'fed' : 'emitted'].push(node);
    this.walk();
  }

  /** A branch goes on as another one. */
  replace(branch: GovernedBranch, page: GovernedBranch): void {
    const node = this.nodes.get(branch) as Node;
    node.branch = page;
    this.nodes.set(page, node);
  }

  hold(branch: Branch, outcome: Outcome): void {
    this.held++;
    this.nodes.get(branch)?.outcomes.push(outcome);
    this.walk();
  }

  end(branch: Branch): void {
    (this.nodes.get(branch) as Node).ended = true;
    this.walk();
  }

  /** Goes on as far as it can; whatever changes the tree calls it. */
  walk(): void {
    if (this.walking) return;
    this.walking = true;
    while (this.step());
    this.walking = false;
  }

  private step(): boolean {
    const node = this.way.at(-1);
    const outcome = node?.outcomes.shift();
    if (outcome !== undefined) {
      this.held--;
      within((node as Node).branch.context, this.deliver, outcome);
      return true;
    }
    const next = node === undefined ? this.roots.shift() : childOf(node);
    if (next !== undefined) this.way.push(next);
    else if (node?.ended === true) this.way.pop();
    else return false;
    return true;
  }
}

/**
 * The next child to visit, if it is certain which: not while the branch may give more outcomes, be it on another page. A child at the next stage goes before the one with the
 * same index that was fed back, whose own children have longer paths.
 */
function childOf({ branch, emitted, fed, ended }: Node): Node | undefined {
  if (!ended && !(branch.done && branch.level.stage.nextPage === undefined)) return undefined;
  const next = fed.first?.branch.index ?? (ended ? Infinity : (branch.fed ?? 0));
  const other = emitted.first?.branch.index ?? Infinity;
  return other <= next ? emitted.shift() : fed.shift();
}
