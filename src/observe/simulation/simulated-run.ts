import type { Timeline } from '../timeline-types.js';
import { Agenda } from './agenda.js';
import { SimulatedBatchStage } from './simulated-batch-stage.js';
import { SimulatedBranch } from './simulated-branch.js';
import type { Host } from './simulated-queues.js';
import { SimulatedStage } from './simulated-stage.js';
import { firstOf, levelsOf } from './stage-graph.js';
import type { Task, Workload } from './task.js';

/** The bounds of a simulated run. */
export interface Bounds {
  readonly concurrency: number;
  readonly highWaterMark: number;
  /** By the names of stages. */
  readonly stages: ReadonlyMap<string, number>;
  /** Whether a stage starts nothing until all before it have ended. */
  readonly barrier: boolean;
}

/** One run of a workload: it decides what starts, and when, as `engine/pipeline-run.ts` has it. */
export class SimulatedRun implements Host {
  freeSlots: number;
  readonly highWaterMark: number;
  private readonly stages: ReadonlyMap<string, SimulatedStage>;
  /** The deepest first. Stages of equal depth take turns. */
  private readonly levels: { readonly stages: readonly SimulatedStage[]; turn: number }[];
  private readonly first: readonly SimulatedStage[];
  private readonly created = new Map<Task, SimulatedBranch>();
  private readonly agenda: Agenda;
  private live = 0;
  /** How many roots have come, and whether one is being pulled. */
  private root = 0;
  private isPulling = false;

  constructor(
    private readonly timeline: Timeline,
    private readonly workload: Workload,
    bounds: Bounds,
    gates: ReadonlyMap<string, readonly number[]>,
  ) {
    this.agenda = new Agenda(timeline.start);
    this.freeSlots = bounds.concurrency;
    this.highWaterMark = bounds.barrier ? Infinity : bounds.highWaterMark;
    const stages = new Map<string, SimulatedStage>();
    for (const info of timeline.stages) {
      const Stage = info.isBatch ? SimulatedBatchStage : SimulatedStage;
      stages.set(info.name, new Stage(this, info, bounds.stages.get(info.name) ?? info.concurrency, gates.get(info.name) ?? []));
    }
    const named = (names: Iterable<string>): SimulatedStage[] => [...names].flatMap((name) => stages.get(name) ?? []);
    for (const stage of stages.values()) stage.followers = named(stage.info.followers.filter((name) => name !== stage.info.name));
    const firstNames = firstOf(timeline.stages);
    this.stages = stages;
    this.first = named(firstNames);
    this.levels = levelsOf(timeline.stages, firstNames).map((level) => ({ stages: named(level.map(({ name }) => name)), turn: 0 }));
    if (bounds.barrier) this.holdBack();
    for (const { stage, spans } of timeline.branches) {
      const batching = stages.get(stage);
      if (batching instanceof SimulatedBatchStage) for (const { batch } of spans) batching.max = Math.max(batching.max, batch?.size ?? 1);
    }
  }

  /** Plays it to its end. */
  play(): Timeline {
    const { roots, isPulled, sourceEnd } = this.workload;
    if (!isPulled) for (const root of roots) this.arriveLater(root);
    this.after(sourceEnd - this.now, () => undefined);
    // The source is pulled when nothing else is left to do.
    this.drain();
    do {
      while (this.agenda.next()) this.drain();
    } while (this.release());
    const branches = [...this.created.values()];
    const end = branches.reduce((latest, branch) => Math.max(latest, branch.end ?? latest), Math.max(this.timeline.start, sourceEnd));
    return this.told(branches, end);
  }

  get now(): number {
    return this.agenda.now;
  }

  after(ms: number, work: () => void): void {
    this.agenda.after(ms, work);
  }

  create(task: Task): void {
    const stage = this.stages.get(task.branch.stage);
    if (stage === undefined) return;
    const branch = new SimulatedBranch(task, stage, this.created.size, this.now);
    this.created.set(task, branch);
    stage.waiting++;
    stage.live++;
    this.live++;
    const owner = task.owner && this.created.get(task.owner);
    if (owner !== undefined) owner.inside++;
    if (stage.info.isJoin) this.enter(branch);
    else if (task.branch.served !== undefined && task.works.length === 0) this.follow(branch);
    else if (task.works.length > 0) stage.enqueue(branch);
    else
      this.after(0, () => {
        stage.settle(branch);
      });
  }

  closed(branch: SimulatedBranch): void {
    this.live--;
    branch.ends(this.now);
    const owner = branch.task.owner && this.created.get(branch.task.owner);
    if (owner !== undefined) this.leave(owner);
    for (const follower of branch.followers.splice(0)) this.serve(follower);
  }

  /** A branch of a `join` waits for all that is inside. */
  private enter(join: SimulatedBranch): void {
    join.begins('waiting', this.now);
    join.inside++;
    this.createAll(join.task.inner);
    this.leave(join);
  }

  private leave(join: SimulatedBranch): void {
    if (--join.inside === 0) this.serve(join);
  }

  /** A branch waits for another one that has its key, or for as long as it did. */
  private follow(branch: SimulatedBranch): void {
    branch.begins('waiting', this.now);
    const { leader, spans } = branch.task.branch;
    const task = leader === undefined ? undefined : this.workload.tasks.get(leader);
    const leading = task && this.created.get(task);
    const recorded = (spans[0]?.end ?? 0) - (spans[0]?.start ?? 0);
    if (leading !== undefined && leading.end === undefined) leading.followers.push(branch);
    else {
      this.after(leading === undefined ? Math.max(0, recorded) : 0, () => {
        this.serve(branch);
      });
    }
  }

  /** A branch has the values that it waited for. */
  private serve(branch: SimulatedBranch): void {
    branch.ends(this.now);
    for (const value of branch.task.values) branch.values.push(value);
    branch.stage.drainLater(branch);
  }

  private arriveLater(root: Workload['roots'][number]): void {
    this.after(Math.max(0, root.at - this.now), () => {
      this.arrive(root);
    });
  }

  private arrive({ tasks }: Workload['roots'][number]): void {
    this.isPulling = false;
    this.root++;
    this.createAll(tasks);
  }

  private createAll(tasks: readonly Task[]): void {
    for (const task of tasks) this.create(task);
  }

  /** Starts all that may start. */
  private drain(): void {
    while (this.step() || this.pull() || this.startRest());
  }

  private step(): boolean {
    return this.levels.some((level) =>
      level.stages.some(() => {
        const stage = level.stages[level.turn];
        level.turn = (level.turn + 1) % level.stages.length;
        return stage?.step() === true;
      }),
    );
  }

  private pull(): boolean {
    const { roots, isPulled } = this.workload;
    const root = isPulled && !this.isPulling ? roots[this.root] : undefined;
    if (root === undefined || this.first.some(({ waiting, highWaterMark }) => waiting >= highWaterMark)) return false;
    if (!this.first.some(({ startsOneMore }) => startsOneMore)) return false;
    if (root.at <= this.now) this.arrive(root);
    else {
      this.isPulling = true;
      this.arriveLater(root);
    }
    return !this.isPulling;
  }

  private startRest(): boolean {
    return this.levels.some(({ stages }) => stages.some((stage) => stage.startRest()));
  }

  /** Nothing happens any more, though branches wait for others that have not come. @returns whether there are any */
  private release(): boolean {
    if (this.live === 0) return false;
    const followers = [...this.created.values()].flatMap((branch) => branch.followers.splice(0));
    for (const follower of followers)
      this.after(0, () => {
        this.serve(follower);
      });
    return followers.length > 0;
  }

  /** Has each level wait until nothing is left of those before it. A `join` waits for what is inside. */
  private holdBack(): void {
    const { levels, workload } = this;
    for (const [index, { stages }] of levels.entries()) {
      const before = levels.slice(index + 1).flatMap((level) => level.stages.filter(({ info }) => !info.isJoin));
      const hasRoots = (): boolean => this.root < workload.roots.length || this.now < workload.sourceEnd;
      for (const stage of stages) stage.isHeld = () => before.length > 0 && (hasRoots() || before.some(({ live }) => live > 0));
    }
  }

  private told(branches: readonly SimulatedBranch[], end: number): Timeline {
    return { ...this.timeline, end, branches: branches.map(({ timeline }) => timeline) };
  }
}
