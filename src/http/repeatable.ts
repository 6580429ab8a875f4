import { methodOf } from './http-failure.js';

/** What decides which requests may be made twice. */
export interface Repeatable {
  /** The method of those whose errors do not tell it. */
  readonly method?: string | undefined;
  readonly methods: readonly string[] | 'any';
  readonly onUnknownMethod: (error: unknown) => void;
}

/** Makes a test of whether the request that failed may be made twice. */
export function repeatable({ method, methods, onUnknownMethod }: Repeatable): (error: unknown) => boolean {
  if (methods === 'any') return () => true;
  const allowed = new Set(methods.map((each) => each.toUpperCase()));
  const stated = method?.toUpperCase();
  return (error) => {
    const own = methodOf(error) ?? stated;
    if (own === undefined && allowed.size > 0) onUnknownMethod(error);
    return own !== undefined && allowed.has(own);
  };
}
