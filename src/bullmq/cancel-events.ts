/** The event by which a producer asks the workers to abort a job. */
export const CANCEL = 'cancel';

/**
 * The queue whose events carry {@link CANCEL}. It has no jobs: workers that listened to the events
 * of the queue itself would receive every answer.
 */
export function cancelQueue(queue: string): string {
  return `${queue}-cancel`;
}
