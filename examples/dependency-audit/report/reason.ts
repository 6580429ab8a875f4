/** What an error may say, whichever client has made it. */
interface Said {
  readonly code?: unknown;
  readonly response?: { readonly status: number; readonly statusText: string };
}

/** Why a request failed, in a few words. */
export function reasonText(reason: unknown): string {
  if (!(reason instanceof Error)) return String(reason);
  const { code, response } = reason as Said;
  if (response !== undefined) return `${String(response.status)} ${response.statusText}`;
  return code === 'ECONNRESET' ? 'connection reset' : reason.message;
}
