import { nameOf } from './entry.js';
import type { Gauge } from './gauge.js';
import type { Observation } from './observation.js';
import type { Script } from './script.js';

/** Something that was opened and has to be closed: a subscription or an iterator. */
export interface Resource {
  readonly what: 'subscription' | 'iterator';
  /** Whether it is inside its own `next()`, where nobody can close it. */
  running: boolean;
}

/** One call of a project, or the source, and what has been asked of its answer. */
export class Attempt {
  readonly open = new Set<Resource>();
  readonly path: string;
  readonly depth: number;
  /** The root that it is for; the source is for none. */
  readonly root: number | undefined;
  signal: AbortSignal | undefined;
  /** Whether its time was up. */
  expired = false;
  /** What its branch had emitted before. */
  readonly earlier: number;
  /** What is at work: its subscription, its promise or a `next()`. */
  working = 0;
  /** Elements of arrays given as lists. */
  given = 0;
  /** Generators given as lists that have not ended, and what they gave. */
  lists = 0;
  taken = 0;
  /** Whether its own iterator is open, and its place among all that have begun to rest. */
  iterating = false;
  since = 0;

  constructor(
    readonly script: Script,
    path: readonly number[],
    readonly observation: Observation,
    /** Called from inside the code of its answer. */
    readonly inside: () => void,
    /** Where its work counts. */
    private readonly gauges: readonly Gauge[] = [],
    /** The input that it is for. */
    readonly input = script,
    /** Pushes a value; a source does so in the context of the root that it makes. */
    readonly push: (next: () => void) => void = (next) => {
      next();
    },
  ) {
    this.path = path.length === 0 ? 'source' : nameOf(path);
    this.depth = path.length - 1;
    this.root = path[0];
    this.earlier = observation.branches.get(this.path)?.emitted ?? 0;
  }

  work(): void {
    this.observation.record({ type: 'working', attempt: this });
    this.working++;
    for (const gauge of this.gauges) {
      const wrong = gauge.work(this.observation.now());
      if (wrong !== undefined) this.complain(wrong);
    }
  }

  rest(): void {
    if (this.working === 0) return;
    this.working--;
    for (const gauge of this.gauges) gauge.rest();
    this.observation.record({ type: 'resting', attempt: this });
  }

  /** Its time is up: what it has opened is closed, and a promise does not count any more. */
  expire(): void {
    for (const { what } of this.open) this.complain(`C3 the ${what} is open`);
    if (this.signal?.aborted === false) this.complain('C3 the signal is not aborted');
    this.expired = true;
    while (this.working > 0) this.rest();
  }

  /** Its iterator waits to be pulled, for the first time or again. */
  begunResting(): void {
    this.since = ++this.observation.rests;
  }

  complain(wrong: string): void {
    this.observation.violations.push(`${wrong} (${this.path})`);
  }
}
