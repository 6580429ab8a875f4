/** One kind of async context. */
export interface ContextKind {
  /** Calls something in the context of a name. */
  enter<T>(name: string, work: () => T): T;
  /** The name of the context that something is called in, if it is called in any. */
  current(): string | undefined;
}

/** An item of somebody's: what comes of it keeps its owner. */
export interface Item {
  readonly owner: string;
  readonly name: string;
}

/** A failure of somebody's request. */
export class Refused extends Error {
  constructor(readonly owner: string) {
    super(`refused ${owner}`);
  }
}

/** What a case has called, and in which contexts that was wrong. */
export class Watch {
  readonly calls = new Set<string>();
  readonly wrong: string[] = [];

  constructor(readonly kind: ContextKind) {}

  /**
   * Somebody's code is called, which has to be in the context of the owner of what it is called
   * for.
   */
  saw(what: string, { owner }: { readonly owner: string }): void {
    this.calls.add(what);
    const current = this.kind.current();
    if (current !== owner) this.wrong.push(`${what} of ${owner} is called in ${current === undefined ? 'no context' : `that of ${current}`}`);
  }

  /** The same function, but it is looked at whenever it is called. */
  by<A extends { readonly owner: string }, R, O extends readonly unknown[]>(what: string, work: (item: A, ...others: O) => R) {
    return (item: A, ...others: O): R => {
      this.saw(what, item);
      return work(item, ...others);
    };
  }

  /** Values of an item, one by one: each `next()` is looked at. */
  *each<T>(what: string, item: Item, values: readonly T[]): Generator<T> {
    for (const value of values) {
      this.saw(what, item);
      yield value;
    }
  }
}
