import { Clock } from './clock.js';
import { nameOf } from './entry.js';
import { play } from './play.js';
import { concurrencyOf, delivers, type Scenario } from './scenario.js';
import { isPulledAtOnce, valuesOf, type Emission, type Script } from './script.js';

/** A branch of a simulated run. */
interface Branch {
  readonly script: Script;
  readonly path: readonly number[];
  emitted: number;
}

/**
 * Works out what a scenario of Observables delivers, in which order and at which frame: the contract on starting, bounds and overflow written down
 * once more, in the plainest way. It knows no lists, no pulling but of the source, and nobody who leaves but at a frame or after an outcome.
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
  readonly clock = new Clock();
  readonly lines: string[] = [];
  private readonly waiting: Branch[][];
  private readonly open: number[];
  /** Roots to be pulled; none if the source pushes. */
  private readonly toPull: unknown[] = [];
  private live = 0;
  private roots = 0;
  private outcomes = 0;
  private source: 'gives' | 'completed' | 'failed' = 'gives';
  private starting = false;
  private over = false;

  constructor(private readonly scenario: Scenario) {
    this.waiting = scenario.stages.map(() => []);
    this.open = scenario.stages.map(() => 0);
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
        this.startAll();
      },
      end: () => {
        end();
        this.startAll();
      },
    });
  }

  private startAll(): void {
    if (this.starting) return;
    this.starting = true;
    while (!this.over && this.startNext());
    this.starting = false;
    if (this.over || this.source === 'gives' || this.live > 0) return;
    this.write(this.source);
    this.over = true;
  }

  private startNext(): boolean {
    for (let depth = this.waiting.length - 1; depth >= 0; depth--) {
      const branch = this.mayStart(depth) ? this.waiting[depth]?.shift() : undefined;
      if (branch === undefined) continue;
      this.start(branch);
      return true;
    }
    if (this.source !== 'gives' || !isPulledAtOnce(this.scenario.source) || !this.mayStart(0)) return false;
    if (this.toPull.length === 0) this.endSource();
    else this.create(this.toPull.shift() as Script, [this.roots++]);
    return true;
  }

  private mayStart(depth: number): boolean {
    const working = this.open.reduce((sum, each) => sum + each, 0);
    const { concurrency, highWaterMark } = this.scenario;
    const queued = this.waiting[depth + 1]?.length ?? 0;
    return working < concurrency && (this.open[depth] ?? 0) < concurrencyOf(this.scenario, depth) && queued < highWaterMark;
  }

  private start(branch: Branch): void {
    const { script, path } = branch;
    this.count(path, 1);
    const end = (): void => {
      this.count(path, -1);
      this.end(path, script.failing !== 'never');
    };
    if (script.failing === 'throw' || script.failing === 'nonsense' || script.failing === 'open') end();
    else {
      this.play(
        script,
        () => false,
        ({ values }) => {
          this.emit(branch, values[0]);
        },
        end,
      );
    }
  }

  private count(path: readonly number[], change: 1 | -1): void {
    const depth = path.length - 1;
    this.open[depth] = (this.open[depth] ?? 0) + change;
  }

  private emit(branch: Branch, value: unknown): void {
    const depth = branch.path.length - 1;
    const index = branch.emitted++;
    if (delivers(this.scenario, depth)) this.deliver(`${nameOf(branch.path)}#${String(index)}`);
    if (depth < this.waiting.length - 1) this.create(value as Script, [...branch.path, index]);
  }

  /** A root comes from a source that pushes: it starts at once, or waits, or is one too many. */
  private push(script: Script): void {
    const { maxWaiting = Infinity, overflow = 'error' } = this.scenario;
    const queue = this.waiting[0] ?? [];
    if (queue.length < maxWaiting || this.mayStart(0)) this.create(script, [this.roots++]);
    else if (overflow === 'error') this.source = 'failed';
    else {
      const path = [this.roots++];
      this.create(script, path);
      const dropped = overflow === 'drop-newest' ? queue.pop() : queue.shift();
      if (dropped !== undefined) this.end(dropped.path, true);
    }
  }

  private create(script: Script, path: readonly number[]): void {
    this.live++;
    this.waiting[path.length - 1]?.push({ script, path, emitted: 0 });
  }

  private end(path: readonly number[], failed: boolean): void {
    this.live--;
    if (failed) this.deliver(`${nameOf(path)}!`);
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

  private write(what: string): void {
    this.lines.push(`${String(this.clock.now)} ${what}`);
  }
}
