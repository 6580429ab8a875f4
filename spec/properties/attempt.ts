import { nameOf } from './entry.js';
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
  signal: AbortSignal | undefined;
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
  ) {
    this.path = path.length === 0 ? 'source' : nameOf(path);
    this.depth = path.length - 1;
  }

  work(): void {
    this.observation.record({ type: 'working', attempt: this });
    this.working++;
  }

  rest(): void {
    this.working--;
    this.observation.record({ type: 'resting', attempt: this });
  }

  /** Its iterator waits to be pulled, for the first time or again. */
  begunResting(): void {
    this.since = ++this.observation.rests;
  }

  complain(wrong: string): void {
    this.observation.violations.push(`${wrong} (${this.path})`);
  }
}
