import type { Followers } from './followers.js';
import type { Branch, BranchQueue, Failure, Origin, StageRun, Tree } from './types.js';

/**
 * The values of one branch, each with lists of what came from it. If the branch was rejected, the
 * last element is its rejection.
 */
type List = unknown[];
type Lists = Record<string, List>;

/** Where the values of a branch go. */
interface Place {
  readonly tree: GrowingTree;
  readonly list: List;
}

/** A stage as trees see it. */
type NamedStage = StageRun & { readonly followers: Followers };

/** An empty list under the name of each stage. */
function emptyLists(stages: readonly StageRun[]): Lists {
  return Object.fromEntries(stages.map(({ plan }) => [plan.name, []]));
}

/** The unfinished trees of one run. Each belongs to a root, or to a branch of a `join`. */
export class Trees {
  private readonly places = new Map<Branch, Place>();

  constructor(private readonly run: { readonly closed: boolean }) {}

  /**
   * Begins the tree of one input. The caller releases it when its first branches have been created.
   */
  begin(followers: Followers, input: unknown, path: readonly number[], settled: (tree: object) => void): GrowingTree {
    const lists = emptyLists(followers.stages);
    return new GrowingTree(lists, () => {
      if (!this.run.closed) settled({ input, path, ...lists });
    });
  }

  created(branch: Branch, from: Partial<Origin> | undefined): void {
    const { parent, index, stage } = branch;
    const { name } = stage.plan;
    const above = from?.tree === undefined && parent !== undefined ? this.places.get(parent) : undefined;
    const tree = (from?.tree as GrowingTree | undefined) ?? above?.tree;
    if (tree === undefined) return;
    const lists = above === undefined ? tree.lists : (above.list[from?.value ?? index] as Lists);
    let list = lists[name] as List;
    if (parent?.stage === stage && above !== undefined) {
      // Several inputs may come from one value.
      list = [];
      tree.recursed.push({ lists, name, list });
    }
    tree.branches.add(branch);
    this.places.set(branch, { tree, list });
  }

  /** A page takes the place of the one before. */
  replaced(branch: Branch, page: Branch): void {
    const place = this.places.get(branch);
    if (place === undefined) return;
    this.places.delete(branch);
    this.places.set(page, place);
    place.tree.branches.delete(branch);
    place.tree.branches.add(page);
  }

  emitted(branch: Branch, value: unknown): void {
    const stage = branch.stage as NamedStage;
    const { stages } = stage.followers;
    this.places.get(branch)?.list.push({ status: 'fulfilled', value, ...emptyLists(stage.isRecursive ? [stage, ...stages] : stages) });
  }

  closed(branch: Branch, failure: Failure | undefined): void {
    const place = this.places.get(branch);
    if (place === undefined) return;
    const { inputs, path, attempts, stage } = branch;
    if (failure !== undefined) place.list.push({ status: 'rejected', reason: failure.reason, stage: stage.plan.name, inputs, path, attempts });
    this.places.delete(branch);
    place.tree.branches.delete(branch);
    place.tree.settle();
  }
}

/** An unfinished tree. A branch of a `join` waits for it as in a queue. */
class GrowingTree implements Tree, BranchQueue {
  /** Its branches that are not closed, the oldest first. */
  readonly branches = new Set<Branch>();
  /** The lists of recursed branches, and where they belong. */
  readonly recursed: { readonly lists: Lists; readonly name: string; readonly list: List }[] = [];
  private isHeld = true;

  constructor(
    readonly lists: Lists,
    private readonly settled: () => void,
  ) {}

  /** In source order, the branch that all others wait for. */
  get leader(): Branch | undefined {
    const [oldest] = this.branches;
    return oldest;
  }

  delete(): void {
    // Its branches go on.
  }

  release(): void {
    this.isHeld = false;
    this.settle();
  }

  /** Settles it if nothing of it is left. */
  settle(): void {
    if (this.isHeld || this.branches.size > 0) return;
    for (const { lists, name, list } of this.recursed) for (const value of list) (lists[name] as List).push(value);
    this.settled();
  }
}
