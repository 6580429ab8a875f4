/** What is asked for cannot be done as it is asked: reported in one line, without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
