import { AsyncLocalStorage } from 'node:async_hooks';
import type { Entry } from './entry.js';
import type { Observation, Rule } from './observation.js';

/** One for all worlds: every promise that is made looks at every storage there is. */
const storage = new AsyncLocalStorage<string>();

/**
 * The async contexts of the runs of one world: each has its own, and so may each root that is
 * pushed.
 */
export class Contexts {
  private runs = 0;

  /** Makes a name for the context in which a run is subscribed to. */
  name(): string {
    return `run ${String(this.runs++)}`;
  }

  /** Calls something in a context. */
  enter<T>(context: string, work: () => T): T {
    return storage.run(context, work);
  }

  get current(): string | undefined {
    return storage.getStore();
  }

  /**
   * T2: whatever is done for a root is done in the context in which it came.
   *
   * @param own - the roots that came in one of their own; the others came in that of the subscription
   */
  rule(run: string, own: ReadonlySet<number>): Rule {
    return (entry, seen) => {
      const root = rootOf(entry, seen);
      if (root === undefined) return undefined;
      const expected = root !== 'none' && own.has(root) ? rootContext(run, root) : run;
      return this.current === expected ? undefined : `T2 the context is ${String(this.current)}, not ${expected}`;
    };
  }
}

/** The context in which the source pushes a root. */
export function rootContext(run: string, root: number): string {
  return `${run}, root ${String(root)}`;
}

/**
 * The root for which something is done: `none` if it is the source that is pulled, undefined if it
 * is nothing that is done for any.
 */
function rootOf(entry: Entry, { delivery }: Observation): number | 'none' | undefined {
  if ('path' in entry) return entry.path[0];
  switch (entry.type) {
    case 'delivered':
      // Who has asked gets it in its own context.
      return delivery === 'asked' ? undefined : entry.outcome.path[0];
    case 'gathered':
      return entry.tree.path[0];
    case 'projected':
      return entry.attempt.root;
    case 'pulled':
      return entry.attempt.root ?? 'none';
    case 'working':
      return entry.attempt.root;
    default:
      return undefined;
  }
}
