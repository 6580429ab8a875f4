import { Logger } from '@nestjs/common';
import { isAxiosError } from 'axios';
import { StageTimeoutError } from 'rxjs-stages';

/** What a client may know of a failure: nothing of the upstream server's URL, headers or body. */
export function reasonOf(reason: unknown): string {
  if (isAxiosError(reason)) return reason.response === undefined ? (reason.code ?? 'no answer') : `HTTP ${String(reason.response.status)}`;
  if (reason instanceof StageTimeoutError) return 'timed out';
  Logger.error(reason, 'reasonOf');
  return 'internal error';
}
