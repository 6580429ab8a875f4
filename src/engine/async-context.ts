import { beginLoop, endLoop } from '../policies/trampoline.js';

/**
 * An async context: the stores of `AsyncLocalStorage` (in Node, through an `AsyncResource`), and
 * the zone of zone.js. Elsewhere there is none.
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
/** Not imported, because the core also runs in browsers. */
const { AsyncResource, AsyncLocalStorage } = globals.process?.getBuiltinModule?.('node:async_hooks') ?? {};

/** No destroy event is needed for a resource that lives as long as its root. */
function createResource(): Resource | undefined {
  return AsyncResource && new AsyncResource('rxjs-stages', { requireManualDestroy: true });
}

/** For {@link assume}: user code runs, which may change the stores. It equals no context. */
export const UNKNOWN: AsyncContext = { run: (work, target, argument) => work(target, argument) };

/** The context that is known to be the current one, if any. */
let current: AsyncContext | undefined;

/**
 * Whether a resource keeps its stores whatever is called in it: since Node 24, where they are in
 * frames.
 */
let isolates: boolean | undefined;

/**
 * Finds out by a trial, because command line options of Node matter, too. Older versions of Node
 * are excluded: there the trial slows down all promises of the process.
 */
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
 * Calls `work` in a resource of its own, which inherits the stores. Before Node 24,
 * `AsyncLocalStorage.run` changes the stores of the resource that it is called in. Code that is
 * called from within must not see that.
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

/** Captures the context of the caller. */
export function captureContext(): AsyncContext | undefined {
  const resource = createResource();
  const zone = globals.Zone?.current;
  return resource === undefined && zone === undefined ? undefined : new CapturedContext(resource, zone);
}

/**
 * Calls `work` in a context, from outside code in an unknown context. Other runs get their turns
 * when the outermost such call has ended.
 */
export function enter<T, A, R>(context: AsyncContext | undefined, work: (target: T, argument: A) => R, target: T, argument?: A): R {
  const before = assume(context);
  try {
    return context === undefined ? work(target, argument as A) : context.run(work, target, argument as A);
  } finally {
    restore(before);
  }
}

/** Calls `work` in a context. It costs nothing if that is known to be the current one. */
export function within<T, A, R>(context: AsyncContext | undefined, work: (target: T, argument: A) => R, target: T, argument?: A): R {
  return isCurrent(context) ? work(target, argument as A) : enter(context, work, target, argument);
}

/** Whether a context is known to be the current one. */
export function isCurrent(context: AsyncContext | undefined): boolean {
  return context === current;
}

/**
 * States which context is the current one: a promise calls back in the context in which `then` was
 * called.
 *
 * @returns the one before, for {@link restore} when the call has ended
 */
export function assume(context: AsyncContext | undefined): AsyncContext | undefined {
  beginLoop();
  const before = current;
  current = context;
  return before;
}

/** Ends a call that had another context. */
export function restore(before: AsyncContext | undefined): void {
  current = before;
  endLoop();
}
