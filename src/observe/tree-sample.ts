import { PriorityQueue } from '../engine/queue/priority-queue.js';
import type { WaitingEvent } from '../events/branch-event.js';
import { BranchRecord } from './branch-record.js';
import { hash } from './hash.js';
import { Part } from './part.js';

/**
 * A uniform random sample of trees whose size is not known in advance, of at most `max` branches.
 *
 * Each tree has a random priority. While there are too many branches, the tree of the highest
 * priority is dropped. From then on, no tree of that priority or a higher one is added: E. Cohen
 * and H. Kaplan, Summarizing Data Using Bottom-k Sketches, PODC 2007. It is the reservoir sampling
 * of J. S. Vitter (Random Sampling with a Reservoir, ACM TOMS 11, 1985), except that a tree may
 * grow after it was chosen. A priority is a hash of the tree and a seed, so a late branch finds its
 * tree or none.
 *
 * If one tree is too large for `max`, it is split: its root is kept, and each subtree below gets a
 * priority of its own, and so on.
 *
 * It costs O(1) for a branch, amortised, and O(log n) for a tree that is added.
 */
export class TreeSample {
  private readonly records = new Map<number, BranchRecord>();
  private readonly roots = new Map<number, Part>();
  /** The highest priority first. */
  private readonly parts = new PriorityQueue<Part>((one, other) => one.priority > other.priority);
  /** Parts of this priority, or a higher one, are dropped. */
  private threshold = 1;

  constructor(
    private readonly max: number,
    private readonly seed: number,
    /** Called when branches have been dropped, with the number of their entries in the log. */
    private readonly dropped: (entries: number) => void,
  ) {}

  /** In the order of creation. */
  get all(): IterableIterator<BranchRecord> {
    return this.records.values();
  }

  get(branch: number): BranchRecord | undefined {
    return this.records.get(branch);
  }

  /** A branch was created. */
  add(created: WaitingEvent): void {
    const { branch, parent } = created;
    const above = parent === undefined ? undefined : this.records.get(parent);
    const part = parent === undefined ? this.partOfRoot(created) : this.partBelow(created, above);
    if (part === undefined) return;
    this.records.set(branch, new BranchRecord(created, part, above));
    part.branches.push(branch);
    if (this.records.size > this.max) this.shrink(branch);
  }

  private partOfRoot({ branch, path }: WaitingEvent): Part | undefined {
    const root = path[0] as number;
    const tree = this.roots.get(root);
    if (tree === undefined) return this.begin(hash(root, this.seed), root);
    return tree.isSplit ? this.begin(hash(branch, this.seed) * tree.scale, undefined) : tree;
  }

  private partBelow({ branch }: WaitingEvent, above: BranchRecord | undefined): Part | undefined {
    const part = above?.part;
    return part?.isSplit === true ? this.begin(hash(branch, this.seed) * part.scale, undefined) : part;
  }

  /** Begins a part, unless its priority is too high. */
  private begin(priority: number, root: number | undefined): Part | undefined {
    if (priority >= this.threshold) return undefined;
    const part = new Part(priority, root);
    if (root !== undefined) this.roots.set(root, part);
    this.parts.add(part);
    return part;
  }

  /** Drops a part; if only a chain is left, its latest branch. */
  private shrink(latest: number): void {
    if (this.parts.size === 1) this.split(this.parts.first as Part);
    const part = this.parts.first;
    if (part === undefined) {
      this.threshold = 0;
      this.drop([latest]);
      return;
    }
    this.threshold = part.priority;
    this.parts.delete(part);
    if (part.root !== undefined) this.roots.delete(part.root);
    this.drop(part.branches);
  }

  private drop(branches: readonly number[]): void {
    let entries = 0;
    for (const branch of branches) {
      entries += this.recordOf(branch).entries;
      this.records.delete(branch);
    }
    this.dropped(entries);
  }

  /**
   * Splits the only part into the subtrees of its root. If it begins with a chain, into those below
   * the chain.
   */
  private split(part: Part): void {
    const { branches } = part;
    this.parts.delete(part);
    part.isSplit = true;
    part.scale = this.threshold;
    for (const top of this.forkBelow(part)) {
      const subtree = new Part(hash(top, this.seed) * part.scale, undefined);
      this.parts.add(subtree);
      this.recordOf(top).part = subtree;
    }
    for (const branch of branches.splice(0)) {
      const record = this.recordOf(branch);
      if (record.part === part) this.inherit(record);
      if (record.part !== part) record.part.branches.push(branch);
    }
  }

  /** The first branches of a part, from its root on, that have siblings; none if it is a chain. */
  private forkBelow(part: Part): readonly number[] {
    const children = new Map<number | undefined, number[]>();
    for (const branch of part.branches) {
      const { parent } = this.recordOf(branch);
      const above = parent !== undefined && this.recordOf(parent).part === part ? parent : undefined;
      const siblings = children.get(above);
      if (siblings === undefined) children.set(above, [branch]);
      else siblings.push(branch);
    }
    let siblings = children.get(undefined) ?? [];
    while (siblings.length === 1) siblings = children.get(siblings[0]) ?? [];
    return siblings;
  }

  /** Puts a branch into the part of its parent. */
  private inherit(record: BranchRecord): void {
    if (record.parent !== undefined) record.part = this.recordOf(record.parent).part;
  }

  private recordOf(branch: number): BranchRecord {
    return this.records.get(branch) as BranchRecord;
  }
}
