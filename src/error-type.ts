/** What OpenTelemetry uses for errors without a class of their own. */
const OTHER = '_OTHER';

/**
 * The `error.type` of a reason: an HTTP status, an error code or the name of the error's class. The
 * number of different values is small, whatever the inputs are.
 */
export function errorTypeOf(reason: unknown): string {
  try {
    const { response, status, code, name } = (reason ?? {}) as {
      readonly response?: { readonly status?: unknown };
      readonly status?: unknown;
      readonly code?: unknown;
      readonly name?: unknown;
    };
    const httpStatus = response?.status ?? status;
    if (typeof httpStatus === 'number') return String(httpStatus);
    if (typeof code === 'string' && code !== '') return code;
    return reason instanceof Error && typeof name === 'string' && name !== '' ? name : OTHER;
  } catch {
    // Reading it may throw.
    return OTHER;
  }
}

/** The message of a reason that has one. */
export function messageOf(reason: unknown): string | undefined {
  return reason instanceof Error ? reason.message : undefined;
}
