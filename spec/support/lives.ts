import type { BranchEvent } from 'rxjs-stages';

/** In letters: waiting, Started, emitted, settled, v for served, retrying, q for requeued, paused, g for paged; completed, x for rejected, X for cancelled. */
const LETTERS: Readonly<Record<BranchEvent['type'], string>> = {
  waiting: 'w',
  started: 'S',
  emitted: 'e',
  settled: 's',
  served: 'v',
  retrying: 'r',
  requeued: 'q',
  paused: 'p',
  paged: 'g',
  completed: 'c',
  rejected: 'x',
  cancelled: 'X',
};

/** What comes of a branch of a `join`, which has no attempts. */
const JOINED = /^w(ec|e?X|x)$/;

/** What comes of any other branch: pages, then the last one, which may end while it waits or sleeps, and if it is cancelled while an attempt is in flight. */
const LIFE = /^w((Ssp?rq)*(Se*se*|ve*)g)*(Ssp?rq)*((Se*se*p?|ve*)[cxX]|(Ssp?r?)?[xX]|Se*X)$/;

/** The events of branches that come in an order in which none may. */
export class Lives {
  readonly #lives = new Map<string, string>();
  readonly #joined = new Set<string>();

  /** @param isJoin - whether the branch is one of a `join` */
  add({ type, run, branch }: Pick<BranchEvent, 'type' | 'run' | 'branch'>, isJoin = false): void {
    const name = `${String(run)} ${String(branch)}`;
    if (isJoin) this.#joined.add(name);
    this.#lives.set(name, (this.#lives.get(name) ?? '') + LETTERS[type]);
  }

  /** When all is over. */
  get wrong(): string[] {
    return [...this.#lives].filter(([name, life]) => !(this.#joined.has(name) ? JOINED : LIFE).test(life)).map(([name, life]) => `${name}: ${life}`);
  }
}
