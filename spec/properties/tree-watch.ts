import type { BranchEvent } from 'rxjs-stages';
import { followersIn, headsOf } from './tree-model.js';
import { nodesIn, type JoinNode, type StageNode, type TreeScenario } from './tree-scenario.js';

/** One branch as its events tell of it. */
export interface WatchedBranch {
  readonly number: number;
  readonly stage: string;
  readonly parent: number | undefined;
  readonly path: readonly number[];
  readonly input: unknown;
  state: 'waiting' | 'started' | 'served' | 'over';
  readonly emitted: unknown[];
  end: BranchEvent['type'] | undefined;
}

/** One stage as events and projects tell of it. */
interface WatchedStage {
  readonly node: StageNode | JoinNode;
  readonly concurrency: number;
  /** How many stages are on the longest way to it. */
  readonly depth: number;
  readonly followers: readonly string[];
  /** Whether its events tell all of its attempts, and nothing but slots and queues hold it up. */
  readonly isPlain: boolean;
  readonly live: Set<WatchedBranch>;
  working: number;
}

/** Judges a run of a tree while it goes on: F6, B1, B3, O3. */
export class TreeWatch {
  readonly violations: string[] = [];
  readonly branches = new Map<number, WatchedBranch>();
  private readonly stages = new Map<string, WatchedStage>();
  private readonly heads: readonly string[];
  private working = 0;
  private hasLeft = false;

  constructor(private readonly scenario: TreeScenario) {
    const followers = followersIn(scenario.segments);
    const depths = depthsIn(scenario, followers);
    for (const { node } of nodesIn(scenario.segments)) {
      this.stages.set(node.name, {
        node,
        concurrency: concurrencyOf(node),
        depth: depths.get(node.name) as number,
        followers: (followers.get(node.name) ?? []).map(({ name }) => name),
        isPlain: isPlain(node, scenario),
        live: new Set(),
        working: 0,
      });
    }
    this.heads = headsOf({ kind: 'pipeline', inner: scenario.segments }).map(({ name }) => name);
  }

  left(): void {
    this.hasLeft = true;
  }

  works(name: string, change: 1 | -1): void {
    const stage = this.stages.get(name);
    if (stage === undefined) return;
    stage.working += change;
    this.working += change;
    if (change < 0) return;
    if (stage.working > stage.concurrency) this.violations.push(`B1 ${name} has ${String(stage.working)} at work`);
    if (this.working > this.scenario.concurrency) this.violations.push(`B1 the pipeline has ${String(this.working)} at work`);
  }

  /** An iterator is pulled. */
  pulled(name: string): void {
    if (this.scenario.order === 'source') return;
    const stage = this.stages.get(name);
    if (stage?.node.kind === 'stage' && stage.node.atomic) return;
    for (const follower of stage?.followers ?? this.heads) this.room(follower, `${name} is pulled`);
  }

  event({ type, branch: number, stage: name, parent, path, input, ...event }: BranchEvent): void {
    const stage = this.stages.get(name) as WatchedStage;
    if (type === 'waiting') {
      if (this.branches.has(number)) this.violations.push(`F6 ${name} ${path.join('.')} is created twice`);
      const branch: WatchedBranch = { number, stage: name, parent, path, input, state: 'waiting', emitted: [], end: undefined };
      this.branches.set(number, branch);
      stage.live.add(branch);
      return;
    }
    const branch = this.branches.get(number);
    if (branch === undefined || branch.end !== undefined) {
      this.violations.push(`F6 ${name} ${path.join('.')} is ${type} after its end`);
      return;
    }
    if (type === 'started') {
      this.starts(stage, branch);
      branch.state = 'started';
    } else if (type === 'emitted') {
      branch.emitted.push((event as { readonly value?: unknown }).value);
      if (branch.state === 'waiting') branch.state = 'served';
    } else if (type === 'retrying' || type === 'paged') branch.state = 'waiting';
    else if (type !== 'paused') {
      if (type === 'cancelled' && !this.hasLeft) this.violations.push(`F6 ${name} ${path.join('.')} is cancelled though nobody has left`);
      branch.state = 'over';
      branch.end = type;
      stage.live.delete(branch);
    }
  }

  /** Nothing happens before the next frame. */
  quiet(isRunning: boolean): void {
    if (!isRunning || !this.scenario.watched || this.scenario.order === 'source') return;
    for (const [name, stage] of this.stages) if (this.couldStart(stage)) this.violations.push(`O2 ${name} could start`);
    const { maxWaiting, source } = this.scenario;
    if (maxWaiting === undefined || source !== 'observable') return;
    for (const name of this.heads) {
      const { live, isPlain: tellsAll } = this.stages.get(name) as WatchedStage;
      const waiting = [...live].filter(({ state }) => state === 'waiting').length;
      if (tellsAll && waiting > maxWaiting) this.violations.push(`S2 ${String(waiting)} roots wait before ${name}`);
    }
  }

  private starts(stage: WatchedStage, branch: WatchedBranch): void {
    const { name } = stage.node;
    if (this.scenario.order === 'source') return;
    if (stage.isPlain && countOf(stage, 'started') >= stage.concurrency) this.violations.push(`B1 ${name} has too many open`);
    for (const follower of stage.followers) this.room(follower, `${name} starts`);
    for (const [other, deeper] of this.stages) {
      if (deeper.depth > stage.depth && this.couldStart(deeper)) this.violations.push(`O3 ${name} ${branch.path.join('.')} starts before ${other}`);
    }
  }

  /** B3: fewer than may wait before a stage. */
  private room(follower: string, what: string): void {
    const waiting = countOf(this.stages.get(follower) as WatchedStage, 'waiting');
    if (waiting >= this.scenario.highWaterMark) this.violations.push(`B3 ${what} while ${String(waiting)} wait before ${follower}`);
  }

  /** Whether a stage has a branch that waits, and nothing holds it up, as far as can be seen. */
  private couldStart(stage: WatchedStage): boolean {
    if (!stage.isPlain || countOf(stage, 'waiting') === 0) return false;
    if (this.working >= this.scenario.concurrency || countOf(stage, 'started') >= stage.concurrency) return false;
    return stage.followers.every((name) => {
      const follower = this.stages.get(name) as WatchedStage;
      const waiting = follower.isPlain ? countOf(follower, 'waiting') : follower.live.size;
      return waiting < this.scenario.highWaterMark;
    });
  }
}

function countOf({ live }: WatchedStage, state: WatchedBranch['state']): number {
  let count = 0;
  for (const branch of live) if (branch.state === state) count++;
  return count;
}

function concurrencyOf(node: StageNode | JoinNode): number {
  if (node.kind === 'join') return Infinity;
  return node.concurrency ?? (node.limit === undefined ? 16 : Infinity);
}

function isPlain(node: StageNode | JoinNode, { limitedBy }: TreeScenario): boolean {
  if (node.kind === 'join' || limitedBy !== undefined || node.limit !== undefined) return false;
  return node.key === undefined && !node.atomic && !node.pages && node.maxDepth === undefined && node.retry === undefined;
}

/** The longest way to each stage; what follows a `join` is behind all that is inside. */
function depthsIn({ segments }: TreeScenario, followers: ReadonlyMap<string, readonly (StageNode | JoinNode)[]>): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  const place = (node: StageNode | JoinNode, depth: number): void => {
    if ((depths.get(node.name) ?? -1) >= depth) return;
    depths.set(node.name, depth);
    let last = depth;
    if (node.kind === 'join') {
      for (const head of headsOf(node.inner)) place(head, depth + 1);
      last = Math.max(...nodesIn([node.inner]).map(({ node: { name } }) => depths.get(name) as number));
    }
    for (const follower of followers.get(node.name) ?? []) place(follower, last + 1);
  };
  for (const head of headsOf({ kind: 'pipeline', inner: segments })) place(head, 0);
  return depths;
}
