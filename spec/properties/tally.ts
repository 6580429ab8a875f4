import type { Attempt } from './attempt.js';
import { nameOf, type Entry } from './entry.js';
import { concurrencyOf, type Scenario } from './scenario.js';
import type { Script } from './script.js';

/** One branch as its events tell of it. */
export interface Branch {
  readonly depth: number;
  readonly root: number;
  readonly path: string;
  readonly script: Script;
  state: 'waiting' | 'started' | 'completed' | 'rejected' | 'cancelled';
  emitted: number;
  attempt?: Attempt;
}

/** One stage as its events and its projects tell of it. */
interface Level {
  readonly concurrency: number;
  /** In the order in which they came. */
  readonly waiting: Branch[];
  open: number;
  /** Attempts at work: their Observable is subscribed, their promise or a `next()` is pending. */
  working: number;
}

/** Counts the branches of a run. */
export class Tally {
  readonly branches = new Map<string, Branch>();
  readonly levels: readonly Level[];
  roots = 0;

  constructor(readonly scenario: Scenario) {
    this.levels = scenario.stages.map((_, depth) => ({ concurrency: concurrencyOf(scenario, depth), waiting: [], open: 0, working: 0 }));
  }

  get last(): number {
    return this.levels.length - 1;
  }

  /** Whether the pipeline has a slot free. */
  get free(): boolean {
    return this.levels.reduce((sum, { working }) => sum + working, 0) < this.scenario.concurrency;
  }

  level(depth: number): Level {
    return this.levels[depth] as Level;
  }

  branch(path: readonly number[]): Branch | undefined {
    return this.branches.get(nameOf(path));
  }

  /** Whether the stage after `depth` has room for one more that waits. */
  room(depth: number): boolean {
    return depth === this.last || this.level(depth + 1).waiting.length < this.scenario.highWaterMark;
  }

  /** Whether the stage at `depth` could start one more, apart from the pipeline's slots. */
  couldStart(depth: number): boolean {
    const { open, concurrency } = this.level(depth);
    return open < concurrency && this.room(depth);
  }

  protected count(entry: Entry): void {
    switch (entry.type) {
      case 'waiting':
        this.create(entry.path, entry.input as Script);
        break;
      case 'started':
      case 'emitted':
      case 'completed':
      case 'rejected':
      case 'cancelled': {
        const branch = this.branch(entry.path);
        if (branch !== undefined) this.follow(branch, entry.type);
        break;
      }
      case 'working':
      case 'resting':
        if (entry.attempt.depth >= 0) this.level(entry.attempt.depth).working += entry.type === 'working' ? 1 : -1;
        break;
      default:
    }
  }

  private create(path: readonly number[], script: Script): void {
    const depth = path.length - 1;
    const branch: Branch = { depth, root: path[0] as number, path: nameOf(path), script, state: 'waiting', emitted: 0 };
    this.branches.set(branch.path, branch);
    this.level(depth).waiting.push(branch);
    if (depth === 0) this.roots++;
  }

  private follow(branch: Branch, step: 'started' | 'emitted' | 'completed' | 'rejected' | 'cancelled'): void {
    const level = this.level(branch.depth);
    if (step === 'emitted') {
      branch.emitted++;
      return;
    }
    if (branch.state === 'waiting') level.waiting.splice(level.waiting.indexOf(branch), 1);
    else level.open--;
    if (step === 'started') level.open++;
    branch.state = step;
  }
}
