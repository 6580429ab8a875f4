/** What is needed here of a `CancelToken` of axios. */
export interface FakeCancelToken {
  /** Why it was cancelled, as soon as it was. */
  readonly reason?: unknown;
  readonly subscribe?: ((listener: (reason: unknown) => void) => void) | undefined;
  readonly unsubscribe?: ((listener: (reason: unknown) => void) => void) | undefined;
}

type Listener = (reason: unknown) => void;

const watched = new WeakMap<FakeCancelToken, Set<Listener>>();

/**
 * Calls a listener in the turn in which a token is cancelled. Axios tells its own listeners in a
 * microtask, for which virtual time does not wait; the reason is there at once, so that is watched.
 *
 * @returns a function that stops it, and leaves the token as it was
 */
export function onCancel(token: FakeCancelToken, listener: Listener): () => void {
  const listeners = watched.get(token) ?? watch(token);
  if (listeners === undefined) {
    token.subscribe?.(listener);
    return () => {
      token.unsubscribe?.(listener);
    };
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) unwatch(token);
  };
}

/** @returns `undefined` if it cannot be watched, as one of another make than axios's */
function watch(token: FakeCancelToken): Set<Listener> | undefined {
  const listeners = new Set<Listener>();
  let reason: unknown;
  const canBeWatched =
    !('reason' in token) &&
    Reflect.defineProperty(token, 'reason', {
      configurable: true,
      enumerable: true,
      get: () => reason,
      set: (given: unknown) => {
        reason = given;
        for (const listener of [...listeners]) listener(given);
      },
    });
  if (!canBeWatched) return undefined;
  watched.set(token, listeners);
  return listeners;
}

function unwatch(token: FakeCancelToken): void {
  const { reason } = token;
  watched.delete(token);
  Reflect.deleteProperty(token, 'reason');
  if (reason !== undefined) Reflect.set(token, 'reason', reason);
}
