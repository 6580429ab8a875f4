import { methodOf } from './http-failure.js';

/** Which requests may be repeated. */
export interface Repeatable {
  /** The method of requests whose errors do not include it. */
  readonly method?: string | undefined;
  readonly methods: readonly string[] | 'any';
  readonly onUnknownMethod: (error: unknown) => void;
}

/** Creates a function that returns whether a failed request may be repeated. */
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
