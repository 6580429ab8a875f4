import { isAxiosError } from 'axios';

/** Why a request failed, in a few words. */
export function reasonText(reason: unknown): string {
  if (isAxiosError(reason)) {
    if (reason.response !== undefined) return `${String(reason.response.status)} ${reason.response.statusText}`;
    if (reason.code === 'ECONNRESET') return 'connection reset';
  }
  return reason instanceof Error ? reason.message : String(reason);
}
