/**
 * An async context: the stores of `AsyncLocalStorage` (in Node, by an `AsyncResource`), and the zone of zone.js. Elsewhere
 * there is none, and nothing here costs anything.
 */
export interface AsyncContext {
  runInAsyncScope<T, A, R>(work: (target: T, argument: A) => R, self: undefined, target: T, argument: A): R;
}

interface Zone {
  run<T, A, R>(work: (target: T, argument: A) => R, self: undefined, parameters: [T, A]): R;
}

interface Globals {
  readonly process?: { getBuiltinModule?(name: string): { readonly AsyncResource: new (type: string, options: object) => AsyncContext } | undefined };
  readonly Zone?: { readonly current: Zone };
}

const globals = globalThis as Globals;
/** Not imported: the core runs in browsers, too. */
const { AsyncResource } = globals.process?.getBuiltinModule?.('node:async_hooks') ?? {};
/** Nobody listens for the end of a resource that lives as long as its root. */
const OPTIONS = { requireManualDestroy: true };

/** The context that is known to be the current one, if any is. */
let current: AsyncContext | undefined;

/** Remembers the context of the caller. */
export function captureContext(): AsyncContext | undefined {
  const resource = AsyncResource && new AsyncResource('rxjs-stages', OPTIONS);
  const zone = globals.Zone?.current;
  if (zone === undefined) return resource;
  return {
    runInAsyncScope: (work, self, ...parameters) =>
      zone.run((...given) => (resource === undefined ? work(...given) : resource.runInAsyncScope(work, self, ...given)), self, parameters),
  };
}

/** Calls `work` in a context: for a call that comes from foreign code, whatever context that is in. */
export function enter<T, A, R>(context: AsyncContext | undefined, work: (target: T, argument: A) => R, target: T, argument?: A): R {
  if (context === undefined) return work(target, argument as A);
  const before = current;
  current = context;
  try {
    return context.runInAsyncScope(work, undefined, target, argument as A);
  } finally {
    current = before;
  }
}

/** Calls `work` in a context, which costs nothing if it is known to be the current one. */
export function within<T, A, R>(context: AsyncContext | undefined, work: (target: T, argument: A) => R, target: T, argument?: A): R {
  return isCurrent(context) ? work(target, argument as A) : enter(context, work, target, argument);
}

/** Whether a context is known to be the current one. */
export function isCurrent(context: AsyncContext | undefined): boolean {
  return context === current;
}

/**
 * Says that a context is the current one: a promise calls back in the context in which it was given the callback.
 *
 * @returns which was, to be said again afterwards
 */
export function assume(context: AsyncContext | undefined): AsyncContext | undefined {
  const before = current;
  current = context;
  return before;
}
