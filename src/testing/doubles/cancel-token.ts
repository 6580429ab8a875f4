/** What is needed here of an axios `CancelToken`. */
export interface FakeCancelToken {
  /** Why it was cancelled, once it was. */
  readonly reason?: unknown;
  readonly subscribe?: ((listener: (reason: unknown) => void) => void) | undefined;
  readonly unsubscribe?: ((listener: (reason: unknown) => void) => void) | undefined;
}

type Listener = (reason: unknown) => void;

const watched = new WeakMap<FakeCancelToken, Set<Listener>>();

/**
 * Calls a listener in the turn in which a token is cancelled. Axios calls its own listeners in a
 * microtask, which virtual time does not wait for. The reason is set at once, so that is watched.
 *
 * @returns a function that stops watching and restores the token
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

/** @returns `undefined` if the token cannot be watched, because axios did not make it */
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
