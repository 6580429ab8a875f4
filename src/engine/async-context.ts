import { beginLoop, endLoop } from '../policies/trampoline.js';

/**
 * An async context: the stores of `AsyncLocalStorage` (in Node, by an `AsyncResource`), and the zone of zone.js. Elsewhere
 * there is none.
 */
export interface AsyncContext {
  run<T, A, R>(work: (target: T, argument: A) => R, target: T, argument: A): R;
}

interface Resource {
  runInAsyncScope<A extends unknown[], R>(work: (...parameters: A) => R, self: undefined, ...parameters: A): R;
}

interface Storage {
  enterWith(store: unknown): void;
  getStore(): unknown;
  disable(): void;
}

interface AsyncHooks {
  readonly AsyncResource: new (type: string, options: object) => Resource;
  readonly AsyncLocalStorage: new () => Storage;
}

interface Zone {
  run<R>(work: () => R): R;
}

interface Globals {
  readonly process?: { getBuiltinModule?(name: string): AsyncHooks | undefined; readonly versions?: { readonly node?: string } };
  readonly Zone?: { readonly current: Zone };
}

const globals = globalThis as Globals;
/** Not imported: the core runs in browsers, too. */
const { AsyncResource, AsyncLocalStorage } = globals.process?.getBuiltinModule?.('node:async_hooks') ?? {};

/** Nobody listens for the end of a resource that lives as long as its root. */
function createResource(): Resource | undefined {
  return AsyncResource && new AsyncResource('rxjs-stages', { requireManualDestroy: true });
}

/** For {@link assume}: code of users runs, which may have changed the stores. It equals no context. */
export const UNKNOWN: AsyncContext = { run: (work, target, argument) => work(target, argument) };

/** The context that is known to be the current one, if any is. */
let current: AsyncContext | undefined;

/** Whether a resource keeps its stores whatever is called in it: since Node 24, where they are in frames. */
let isolates: boolean | undefined;

/** Finds out by trying, since options of Node decide it, too; but not in an older Node, where the trial makes all promises of the process slower. */
function findWhetherItIsolates(resource: Resource): boolean {
  if (!(parseInt(globals.process?.versions?.node ?? '') >= 24)) return false;
  const storage = new (AsyncLocalStorage as AsyncHooks['AsyncLocalStorage'])();
  resource.runInAsyncScope(() => {
    storage.enterWith(true);
  }, undefined);
  const left = resource.runInAsyncScope(() => storage.getStore(), undefined);
  storage.disable();
  return left === undefined;
}

/**
 * Calls `work` in a resource of its own, which inherits the stores: before Node 24 `AsyncLocalStorage.run` changes those of the resource that it is
 * called in, and what is called from within it must not see that.
 */
function inherit<T, A, R>(work: (target: T, argument: A) => R, target: T, argument: A): R {
  return (createResource() as Resource).runInAsyncScope(work, undefined, target, argument);
}

/** The context of a resource, of a zone or of both. */
class CapturedContext implements AsyncContext {
  constructor(
    private readonly resource: Resource | undefined,
    private readonly zone: Zone | undefined,
  ) {}

  run<T, A, R>(work: (target: T, argument: A) => R, target: T, argument: A): R {
    const { resource, zone } = this;
    if (zone !== undefined) return zone.run(() => new CapturedContext(resource, undefined).run(work, target, argument));
    if (resource === undefined) return work(target, argument);
    if ((isolates ??= findWhetherItIsolates(resource))) return resource.runInAsyncScope(work, undefined, target, argument);
    return resource.runInAsyncScope(inherit<T, A, R>, undefined, work, target, argument);
  }
}

/** Remembers the context of the caller. */
export function captureContext(): AsyncContext | undefined {
  const resource = createResource();
  const zone = globals.Zone?.current;
  return resource === undefined && zone === undefined ? undefined : new CapturedContext(resource, zone);
}

/**
 * Calls `work` in a context: for a call that comes from foreign code, whatever context that is in. Other runs have their turns when the
 * outermost such call is over.
 */
export function enter<T, A, R>(context: AsyncContext | undefined, work: (target: T, argument: A) => R, target: T, argument?: A): R {
  const before = assume(context);
  try {
    return context === undefined ? work(target, argument as A) : context.run(work, target, argument as A);
  } finally {
    restore(before);
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
 * Says that a call comes in a context that is the current one: a promise calls back in the context in which it was given the callback.
 *
 * @returns which was, for {@link restore} when the call is over
 */
export function assume(context: AsyncContext | undefined): AsyncContext | undefined {
  beginLoop();
  const before = current;
  current = context;
  return before;
}

/** A call is over, by which the context was another one. */
export function restore(before: AsyncContext | undefined): void {
  current = before;
  endLoop();
}
