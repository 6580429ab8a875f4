import type { Attempt } from './attempt.js';
import { nameOf, type Entry } from './entry.js';
import { concurrencyOf, type Scenario } from './scenario.js';
import type { Script } from './script.js';

/** One branch as its events tell of it. */
export interface Branch {
  readonly depth: number;
  readonly root: number;
  readonly number: number;
  readonly path: string;
  readonly script: Script;
  /** The input of the current page. */
  input: Script;
  /** A branch that is served gets its values from somebody else's attempt, one that sleeps is tried again, and one that has turned a page waits for the next. */
  state: 'waiting' | 'started' | 'sleeping' | 'served' | 'turned' | 'completed' | 'rejected' | 'cancelled';
  /** What it was before it ended. */
  was: Branch['state'];
  /** Attempts for its current page, and how many pages it has begun. */
  attempts: number;
  pages: number;
  readonly createdAt: number;
  endedAt: number;
  /** When it began to sleep, and for how long, if that is known. */
  sleptAt: number;
  delay: number | undefined;
  emitted: number;
  attempt: Attempt | undefined;
  /** Whether its last attempt is over. */
  hasSettled: boolean;
}

/** One stage as its events and its projects tell of it. */
interface Level {
  readonly concurrency: number;
  /** In the order in which they came. */
  readonly waiting: Branch[];
  /** Those that had begun, and have no attempt open. */
  readonly idle: Set<Branch>;
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
    this.levels = scenario.stages.map((_, depth) => ({
      concurrency: concurrencyOf(scenario, depth),
      waiting: [],
      idle: new Set(),
      open: 0,
      working: 0,
    }));
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
    return depth === this.last || this.queued(depth + 1) < this.scenario.highWaterMark;
  }

  /** How many wait before a stage, as far as can be seen. */
  queued(depth: number): number {
    const { waiting, idle } = this.level(depth);
    return waiting.length + idle.size;
  }

  /** Whether the stage at `depth` could start one more, apart from the pipeline's slots. */
  couldStart(depth: number): boolean {
    const { open, concurrency } = this.level(depth);
    return open < concurrency && this.room(depth);
  }

  protected count(entry: Entry): void {
    switch (entry.type) {
      case 'waiting':
        this.create(entry.path, entry.branch, entry.input as Script, entry.time);
        break;
      case 'started':
      case 'emitted':
      case 'retrying':
      case 'paged':
      case 'completed':
      case 'rejected':
      case 'cancelled': {
        const branch = this.branch(entry.path);
        if (branch === undefined) break;
        this.follow(branch, entry.type);
        if (!isLive(branch)) branch.endedAt = entry.time;
        if (entry.type === 'retrying') [branch.sleptAt, branch.delay] = [entry.time, entry.delay];
        break;
      }
      case 'settled': {
        const branch = this.branch(entry.path);
        if (branch !== undefined) branch.hasSettled = true;
        break;
      }
      case 'working':
      case 'resting':
        if (entry.attempt.depth >= 0) this.level(entry.attempt.depth).working += entry.type === 'working' ? 1 : -1;
        break;
      default:
    }
  }

  private create(path: readonly number[], number: number, script: Script, createdAt: number): void {
    const depth = path.length - 1;
    const branch: Branch = {
      depth,
      root: path[0] as number,
      number,
      path: nameOf(path),
      script,
      input: script,
      state: 'waiting',
      was: 'waiting',
      attempts: 0,
      pages: 0,
      createdAt,
      endedAt: Infinity,
      sleptAt: 0,
      delay: undefined,
      emitted: 0,
      attempt: undefined,
      hasSettled: false,
    };
    this.branches.set(branch.path, branch);
    this.level(depth).waiting.push(branch);
    if (depth === 0) this.roots++;
  }

  private follow(branch: Branch, step: 'started' | 'emitted' | 'retrying' | 'paged' | 'completed' | 'rejected' | 'cancelled'): void {
    const { state } = branch;
    if (step === 'emitted') branch.emitted++;
    if (step === 'emitted' && state !== 'waiting' && state !== 'turned') return;
    if (step === 'started') {
      branch.hasSettled = false;
      branch.attempts = state === 'sleeping' ? branch.attempts + 1 : 1;
      if (state !== 'sleeping') branch.pages++;
    }
    const { waiting, idle } = this.level(branch.depth);
    if (state === 'waiting') waiting.splice(waiting.indexOf(branch), 1);
    else if (state === 'started') this.level(branch.depth).open--;
    else idle.delete(branch);
    branch.was = state;
    branch.state = STATES[step];
    if (step === 'paged') [branch.attempts, branch.input] = [0, branch.input.following as Script];
    if (step === 'started') this.level(branch.depth).open++;
    else if (isLive(branch)) idle.add(branch);
  }
}

/** What an event makes of a branch. */
const STATES = {
  started: 'started',
  emitted: 'served',
  retrying: 'sleeping',
  paged: 'turned',
  completed: 'completed',
  rejected: 'rejected',
  cancelled: 'cancelled',
} as const satisfies Record<string, Branch['state']>;

/** Whether a branch has not ended. */
export function isLive({ state }: Branch): boolean {
  return state !== 'completed' && state !== 'rejected' && state !== 'cancelled';
}
