import { VirtualClock } from './clock.js';
import { nameOf } from './entry.js';
import { attemptOf, failsByType } from './life.js';
import { play } from './play.js';
import { concurrencyOf, delivers, policiesOf, type Scenario } from './scenario.js';
import { isPulledAtOnce, valuesOf, type Emission, type Script } from './script.js';
import { inTurn, simulatedBranch, type SimulatedBranch } from './simulated-branch.js';
import { SimulatedLimits } from './simulated-limits.js';

/** One stage of a simulated run. */
interface Level {
  /** Those that are not open, the oldest first. */
  readonly idle: Set<SimulatedBranch>;
  /** Those that have values to hand out, who has waited longest first. */
  readonly handing: SimulatedBranch[];
  open: number;
  /** Who works for all of a name, and what is kept of those who have. */
  readonly leaders: Map<number, SimulatedBranch>;
  readonly answers: Map<number, readonly unknown[]>;
}

/**
 * Works out what a scenario of Observables delivers, in which order and at which frame: the contract on starting, bounds, overflow, retries,
 * timeouts, shared attempts and limits on what is at work written down once more, in the plainest way. It knows no lists, no pulling but of the source,
 * and nobody who leaves but at a frame or after an outcome.
 *
 * @returns lines such as `3 0.1#0`, `5 0.2!` and `7 completed`
 */
export function simulate(scenario: Scenario): readonly string[] {
  const simulation = new Simulation(scenario);
  simulation.begin();
  while (simulation.clock.tick());
  return simulation.lines;
}

class Simulation {
  readonly clock = new VirtualClock();
  readonly lines: string[] = [];
  private readonly levels: readonly Level[];
  private readonly limits: SimulatedLimits;
  /** Roots to be pulled; none if the source pushes. */
  private readonly toPull: unknown[] = [];
  private live = 0;
  private roots = 0;
  private created = 0;
  private outcomes = 0;
  private source: 'gives' | 'completed' | 'failed' = 'gives';
  /** The depth of the stage that does a step, if one does; it is -1 while a root is pulled. */
  private at: number | undefined = undefined;
  private over = false;

  constructor(private readonly scenario: Scenario) {
    this.levels = scenario.stages.map(() => ({ idle: new Set(), handing: [], open: 0, leaders: new Map(), answers: new Map() }));
    this.limits = new SimulatedLimits(scenario.limits);
  }

  begin(): void {
    const { source, leaving } = this.scenario;
    if (leaving?.on === 'frame') {
      this.clock.after(leaving.count, () => {
        this.over = true;
      });
    }
    if (isPulledAtOnce(source)) {
      this.toPull.push(...valuesOf(source));
      this.startAll();
    } else {
      this.play(
        source,
        () => this.source !== 'gives',
        ({ values }) => {
          this.push(values[0] as Script);
        },
        () => {
          this.endSource();
        },
      );
    }
  }

  /** Plays a script; after each thing that comes of it, all that may start does. */
  private play(script: Script, closed: () => boolean, emission: (emission: Emission) => void, end: () => void): void {
    const over = (): boolean => this.over || closed();
    play(script, this.clock, {
      get closed() {
        return over();
      },
      emission: (each) => {
        emission(each);
        this.startDeeper();
      },
      end: () => {
        if (over()) return;
        end();
        this.startAll();
      },
    });
  }

  /** Whatever else happens at that frame comes first. */
  private ringAfter(frames: number, ring: () => void): void {
    const later = (): void => {
      if (this.over) return;
      ring();
      this.startAll();
    };
    this.clock.after(frames, () => {
      this.clock.after(0, later);
    });
  }

  private startAll(): void {
    if (this.at !== undefined) return;
    while (!this.over && this.startNext());
    this.at = undefined;
    if (this.over || this.source === 'gives' || this.live > 0) return;
    this.write(this.source);
    this.over = true;
  }

  /** A value may come while its Observable is being subscribed to: then the stages that follow go on at once. */
  private startDeeper(): void {
    const { at } = this;
    if (at === undefined) this.startAll();
    else {
      while (!this.over && this.startNext(at + 1));
      this.at = at;
    }
  }

  private startNext(from = 0): boolean {
    for (let depth = this.levels.length - 1; depth >= from; depth--) {
      this.at = depth;
      if (this.isBlocked(depth)) continue;
      const { handing } = this.level(depth);
      if (handing.length > 0) {
        this.handOut(handing.shift() as SimulatedBranch);
        return true;
      }
      const branch = this.nextOf(depth);
      if (branch === undefined) continue;
      this.start(branch);
      return true;
    }
    if (from > 0) return false;
    this.at = -1;
    return this.source === 'gives' && isPulledAtOnce(this.scenario.source) && this.pull();
  }

  private pull(): boolean {
    if (!this.mayStart(0) || this.level(0).idle.size >= this.scenario.highWaterMark) return false;
    if (this.limits.roomOf(this.limitsOf(0)) <= 0) return false;
    if (this.toPull.length === 0) this.endSource();
    else this.create(this.toPull.shift() as Script, [this.roots++]);
    return true;
  }

  /** The first in turn that no limit holds up. */
  private nextOf(depth: number): SimulatedBranch | undefined {
    if (!this.mayStart(depth)) return undefined;
    const waiting = [...this.level(depth).idle].filter(({ place }) => place === 'starting').sort(inTurn);
    return waiting.find(({ script }) => this.limits.open(this.limitsOf(depth), script));
  }

  private mayStart(depth: number): boolean {
    const working = this.levels.reduce((sum, { open }) => sum + open, 0);
    return working < this.scenario.concurrency && this.level(depth).open < concurrencyOf(this.scenario, depth) && !this.isBlocked(depth);
  }

  private isBlocked(depth: number): boolean {
    return (this.levels[depth + 1]?.idle.size ?? 0) >= this.scenario.highWaterMark;
  }

  private start(branch: SimulatedBranch): void {
    const depth = branch.path.length - 1;
    const level = this.level(depth);
    const script = attemptOf(branch.script, ++branch.attempts);
    const emitted = branch.emitted;
    let ended = false;
    const end = (fails: boolean, byType = false): void => {
      ended = true;
      level.open--;
      this.limits.change(this.limitsOf(depth), branch.script, -1);
      level.idle.add(branch);
      if (!fails) this.succeed(branch);
      else if (branch.emitted > emitted || !this.tryAgain(branch, byType)) this.fail(branch);
    };
    level.open++;
    this.limits.change(this.limitsOf(depth), branch.script, 1);
    this.settle(branch);
    branch.again = false;
    const { attempt } = policiesOf(this.scenario, depth);
    if (attempt !== undefined) {
      this.ringAfter(attempt, () => {
        if (!ended) end(true);
      });
    }
    if (script.failing === 'throw' || script.failing === 'nonsense' || script.failing === 'open') end(true, failsByType(script));
    else {
      this.play(
        script,
        () => ended,
        ({ values }) => {
          branch.values = [...branch.values, values[0]];
          this.emit(branch, values[0]);
        },
        () => {
          end(script.failing !== 'never');
        },
      );
    }
  }

  private tryAgain(branch: SimulatedBranch, byType: boolean): boolean {
    const { retry } = policiesOf(this.scenario, branch.path.length - 1);
    if (retry === undefined || branch.attempts > retry.count || (byType && retry.picky)) return false;
    const delay = retry.by === 'growth' ? retry.delay * branch.attempts : retry.delay;
    branch.again = true;
    branch.place = delay === 0 ? 'starting' : 'asleep';
    if (delay > 0) {
      this.clock.after(delay, () => {
        branch.place = 'starting';
        this.startAll();
      });
    }
    return true;
  }

  private emit(branch: SimulatedBranch, value: unknown): void {
    const depth = branch.path.length - 1;
    const index = branch.emitted++;
    if (delivers(this.scenario, depth)) this.deliver(`${nameOf(branch.path)}#${String(index)}`);
    if (depth < this.levels.length - 1) this.create(value as Script, [...branch.path, index]);
  }

  /** Hands out one value; after the last one a branch ends at once. */
  private handOut(branch: SimulatedBranch): void {
    if (branch.left.length > 0) this.emit(branch, branch.left.shift());
    if (branch.left.length > 0) this.level(branch.path.length - 1).handing.push(branch);
    else this.end(branch, branch.fails);
  }

  private hand(branch: SimulatedBranch, values: readonly unknown[], fails: boolean): void {
    branch.place = 'handing';
    branch.left = [...values];
    branch.fails = fails;
    this.level(branch.path.length - 1).handing.push(branch);
  }

  private succeed(branch: SimulatedBranch): void {
    const depth = branch.path.length - 1;
    if (policiesOf(this.scenario, depth).sharing === 'cache') this.level(depth).answers.set(branch.script.name, branch.values);
    this.serve(branch, false);
    this.end(branch, false);
  }

  private fail(branch: SimulatedBranch): void {
    this.serve(branch, true);
    this.end(branch, true);
  }

  /** All who follow get what a branch has emitted, and fail if it has. */
  private serve(branch: SimulatedBranch, fails: boolean): void {
    const { leaders } = this.level(branch.path.length - 1);
    if (leaders.get(branch.script.name) !== branch) return;
    leaders.delete(branch.script.name);
    for (const follower of branch.followers.splice(0)) this.hand(follower, branch.values, fails);
  }

  /** A root comes from a source that pushes: it starts at once, or waits, or is one too many. */
  private push(script: Script): void {
    const { maxWaiting = Infinity, overflow = 'error' } = this.scenario;
    const { idle } = this.level(0);
    if (idle.size - (this.mayStart(0) ? this.room() : 0) < maxWaiting) this.create(script, [this.roots++]);
    else if (overflow === 'error') this.source = 'failed';
    else {
      this.create(script, [this.roots++]);
      const newest = [...idle].at(-1) as SimulatedBranch;
      // One that is served already takes nobody's place.
      if (newest.place === 'handing') return;
      const oldest = [...idle].find(({ attempts, place }) => attempts === 0 && place !== 'handing') as SimulatedBranch;
      this.end(overflow === 'drop-newest' ? newest : oldest, true);
    }
  }

  /** How many more roots could be at work. */
  private room(): number {
    const working = this.levels.reduce((sum, { open }) => sum + open, 0);
    const slots = Math.min(this.scenario.concurrency - working, concurrencyOf(this.scenario, 0) - this.level(0).open);
    return Math.min(slots, this.limits.roomOf(this.limitsOf(0)));
  }

  private create(script: Script, path: readonly number[]): void {
    const depth = path.length - 1;
    const { idle, leaders, answers } = this.level(depth);
    const branch = simulatedBranch(script, path, this.created++);
    this.live++;
    idle.add(branch);
    branch.place = 'starting';
    const { sharing } = policiesOf(this.scenario, depth);
    if (sharing === undefined) return;
    const leader = leaders.get(script.name);
    const answer = sharing === 'cache' ? answers.get(script.name) : undefined;
    if (leader !== undefined) {
      branch.place = 'following';
      leader.followers.push(branch);
    } else if (answer !== undefined) this.hand(branch, answer, false);
    else leaders.set(script.name, branch);
  }

  /** A branch is idle no more. */
  private settle(branch: SimulatedBranch): void {
    branch.place = undefined;
    this.level(branch.path.length - 1).idle.delete(branch);
  }

  private end(branch: SimulatedBranch, failed: boolean): void {
    const { leaders } = this.level(branch.path.length - 1);
    this.settle(branch);
    if (leaders.get(branch.script.name) === branch) this.handOver(branch, leaders);
    else for (const leader of leaders.values()) if (leader.followers.includes(branch)) leader.followers.splice(leader.followers.indexOf(branch), 1);
    this.live--;
    if (failed) this.deliver(`${nameOf(branch.path)}!`);
  }

  /** Who has followed longest begins anew. */
  private handOver({ script, followers }: SimulatedBranch, leaders: Map<number, SimulatedBranch>): void {
    const [next, ...others] = followers;
    leaders.delete(script.name);
    if (next === undefined) return;
    leaders.set(script.name, next);
    next.followers.push(...others);
    next.place = 'starting';
  }

  private endSource(): void {
    this.source = this.scenario.source.failing === 'never' ? 'completed' : 'failed';
  }

  private deliver(label: string): void {
    const { leaving } = this.scenario;
    if (this.over) return;
    this.write(label);
    if (leaving?.on === 'outcome' && this.outcomes++ === leaving.count) this.over = true;
  }

  private level(depth: number): Level {
    return this.levels[depth] as Level;
  }

  private limitsOf(depth: number): readonly number[] {
    return [...new Set([...policiesOf(this.scenario, depth).limits, ...this.scenario.limitedBy])];
  }

  private write(what: string): void {
    this.lines.push(`${String(this.clock.now)} ${what}`);
  }
}
