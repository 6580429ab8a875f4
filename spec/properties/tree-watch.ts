import type { BranchEvent, StageContext } from 'rxjs-stages';
import { Lives } from '../support/lives.js';
import { followersIn, headsOf } from './tree-model.js';
import { weightOf } from './tree-answer.js';
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
  readonly lives = new Lives();
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

  /** A request is made for several inputs. */
  requests({ name, batch }: StageNode, inputs: readonly unknown[], branches: readonly StageContext[]): void {
    if (batch === undefined || inputs.length === 0) this.violations.push(`N2 ${name} has a request for nothing`);
    else {
      const size = batch.weighs ? inputs.reduce<number>((sum, input) => sum + weightOf(input), 0) : inputs.length;
      if (size > batch.max && inputs.length > 1) this.violations.push(`N2 ${name} has a request of ${String(size)}`);
    }
    const own = branches.map(({ inputs: chain }) => chain.at(-1));
    if (own.length !== inputs.length || own.some((input, index) => input !== inputs[index])) this.violations.push(`N6 ${name} has other branches`);
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
    this.lives.add({ type, run: 0, branch: number }, stage.node.kind === 'join');
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
    else if (type === 'completed' || type === 'rejected' || type === 'cancelled') {
      if (type === 'cancelled' && !this.hasLeft) this.violations.push(`F6 ${name} ${path.join('.')} is cancelled though nobody has left`);
      branch.state = 'over';
      branch.end = type;
      stage.live.delete(branch);
    }
  }

  /** Nothing happens before the next frame. */
  quiet(isRunning: boolean): void {
    if (!isRunning || !this.scenario.watched || this.scenario.order === 'source') return;
    for (const [name, stage] of this.stages) {
      if (this.couldStart(stage)) this.violations.push(`O2 ${name} could start`);
      if (this.couldRequest(stage)) this.violations.push(`N3 ${name} could make a request`);
    }
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
    const stage = this.stages.get(follower) as WatchedStage;
    const waiting = countOf(stage, 'waiting');
    if (waiting >= this.highWaterMarkOf(stage)) this.violations.push(`B3 ${what} while ${String(waiting)} wait before ${follower}`);
  }

  /** Whether a stage has a branch that waits, and nothing holds it up, as far as can be seen. */
  private couldStart(stage: WatchedStage): boolean {
    if (!stage.isPlain || countOf(stage, 'waiting') === 0) return false;
    if (this.working >= this.scenario.concurrency || countOf(stage, 'started') >= stage.concurrency) return false;
    return this.isOpen(stage);
  }

  /** Whether a batch stage has a branch that waits although it could make a request, as far as can be seen. */
  private couldRequest({ node, ...stage }: WatchedStage): boolean {
    if (node.kind === 'join' || node.batch === undefined || node.batch.wait > 0 || !isFree(node, this.scenario)) return false;
    if (countOf(stage, 'waiting') === 0 || this.working >= this.scenario.concurrency || stage.working >= stage.concurrency) return false;
    return this.isOpen(stage);
  }

  /** Whether fewer wait before all that follows than may, as far as can be seen. */
  private isOpen({ followers }: Pick<WatchedStage, 'followers'>): boolean {
    return followers.every((name) => {
      const follower = this.stages.get(name) as WatchedStage;
      const waiting = follower.isPlain ? countOf(follower, 'waiting') : follower.live.size;
      return waiting < this.highWaterMarkOf(follower);
    });
  }

  private highWaterMarkOf({ node }: WatchedStage): number {
    const { highWaterMark } = this.scenario;
    return node.kind === 'join' || node.batch === undefined || node.batch.weighs ? highWaterMark : Math.max(highWaterMark, node.batch.max);
  }
}

function countOf({ live }: Pick<WatchedStage, 'live'>, state: WatchedBranch['state']): number {
  let count = 0;
  for (const branch of live) if (branch.state === state) count++;
  return count;
}

function concurrencyOf(node: StageNode | JoinNode): number {
  if (node.kind === 'join') return Infinity;
  return node.concurrency ?? (node.limit === undefined ? 16 : Infinity);
}

function isPlain(node: StageNode | JoinNode, scenario: TreeScenario): boolean {
  return node.kind === 'stage' && node.batch === undefined && isFree(node, scenario);
}

/** Whether nothing but slots and queues holds a stage up. */
function isFree(node: StageNode, { limitedBy }: TreeScenario): boolean {
  if (limitedBy !== undefined || node.limit !== undefined) return false;
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
