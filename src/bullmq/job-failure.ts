import type { Job } from 'bullmq';
import type { RemoteWork } from '../events/branch-event.js';
import { propertyOf } from '../property-of.js';
import { quote } from '../quote.js';
import { RemoteStageError, type RemoteStageErrorCode } from '../remote/remote-stage-error.js';
import { deserializeReason, serializeReason, type SerializedReason } from '../serialized-error.js';

/**
 * Begins the line of a stack trace that has the whole failure as JSON. BullMQ stores only the
 * message and the stack trace of an error, and people read both.
 */
const MARK = '    rxjs-stages ';

/** What BullMQ, and a worker, say of a job whose workers ended. */
export const STALLED = 'job stalled more than allowable limit';

/** What a worker did, and what the project failed with. */
export interface JobFailure {
  readonly reason: unknown;
  readonly work: RemoteWork | undefined;
}

/** The error that BullMQ fails a job with. */
export function errorOf(stage: string, reason: unknown, work: RemoteWork): Error {
  const serialized = serialize(stage, reason);
  const { message, stack = message } = 'error' in serialized ? serialized.error : { message: quote(serialized.value) };
  const error = new Error(readable(message));
  error.stack = `${readable(stack)}\n${MARK}${JSON.stringify({ reason: serialized, work })}`;
  return error;
}

/** PostgreSQL stores neither NUL nor a lone surrogate. People see that they were there. */
function readable(text: string): string {
  return text.replaceAll('\0', '\u2400').replace(/\p{Cs}/gu, '\ufffd');
}

function serialize(stage: string, reason: unknown): SerializedReason {
  try {
    return serializeReason(reason);
  } catch (error) {
    return serializeReason(new TypeError(`stage ${quote(stage)}: ${String(propertyOf(error, 'message'))}`));
  }
}

/** Reads why a job of BullMQ has failed: its project, or the queue itself. */
export function failureOf({ name, failedReason, stacktrace }: Job): JobFailure {
  const line = stacktrace
    ?.at(-1)
    ?.split('\n')
    .find((each) => each.startsWith(MARK));
  if (line === undefined || failedReason === STALLED) return { reason: queueFailure(name, failedReason), work: undefined };
  const { reason, work } = JSON.parse(line.slice(MARK.length)) as { readonly reason: SerializedReason; readonly work: RemoteWork };
  return { reason: asRemoteStageError(deserializeReason(reason)), work };
}

/** One of the worker's own is one here, too. */
function asRemoteStageError(reason: unknown): unknown {
  const { name, code, stage, message } = (reason ?? {}) as Partial<RemoteStageError>;
  return name === 'RemoteStageError' ? new RemoteStageError(code as RemoteStageErrorCode, String(stage), String(message)) : reason;
}

function queueFailure(stage: string, reason: string): RemoteStageError {
  return reason === STALLED
    ? new RemoteStageError('STALLED', stage, `stage ${quote(stage)}: the workers that ran this job ended, or lost their connection to the queue`)
    : new RemoteStageError('FAILED', stage, `stage ${quote(stage)}: the queue failed this job: ${quote(reason)}`);
}
