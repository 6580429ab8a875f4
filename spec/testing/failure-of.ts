/** The message that something fails with, and the line of its first frame within specs. */
export function failureOf(what: () => unknown): { readonly message: string; readonly where: string } {
  try {
    what();
  } catch (error) {
    const { message, stack = '' } = error as Error;
    const [where = ''] = stack.split('\n').filter((line) => line.includes('.spec.ts'));
    return { message, where };
  }
  throw new Error('nothing has failed');
}

/** Lines as one text, as messages have them. */
export function lines(...texts: readonly string[]): string {
  return texts.join('\n');
}
