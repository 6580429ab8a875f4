import { propertyOf } from '../property-of.js';

/**
 * Why a queue could not run a job:
 *
 * - `STALLED`: the workers that ran it ended, or lost their connection, too often.
 * - `UNKNOWN_STAGE`: the worker does not serve this stage.
 * - `CLOSED`: the queue was closed before the answer arrived.
 * - `FAILED`: the queue itself failed the job, for another reason.
 */
export type RemoteStageErrorCode = 'STALLED' | 'UNKNOWN_STAGE' | 'CLOSED' | 'FAILED';

/** The failure of a queue, not of a project. It is never retried: it may have ended a worker. */
export class RemoteStageError extends Error {
  override readonly name = 'RemoteStageError';

  /**
   * @param code - why the queue could not run the job
   * @param stage - the stage's name
   * @param message - what happened
   */
  constructor(
    readonly code: RemoteStageErrorCode,
    readonly stage: string,
    message: string,
  ) {
    super(message);
  }
}

/** Whether an error is a {@link RemoteStageError}, of any copy of the library. */
export function isRemoteStageError(error: unknown): boolean {
  return propertyOf(error, 'name') === 'RemoteStageError';
}

/**
 * Whether a failure says nothing about the input, so that it is not kept: the queue was closed, its
 * worker does not serve the stage, or it failed itself. A stall may be due to the input.
 */
export function isTransient(error: unknown): boolean {
  return isRemoteStageError(error) && propertyOf(error, 'code') !== 'STALLED';
}
