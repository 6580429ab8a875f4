/** The message that something fails with, its first frame, and its first frame within specs. */
export function failureOf(what: () => unknown): { readonly message: string; readonly first: string; readonly where: string } {
  try {
    what();
  } catch (error) {
    const { message, stack = '' } = error as Error;
    const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
    const [first = ''] = frames;
    const [where = ''] = frames.filter((line) => line.includes('.spec.ts'));
    return { message, first, where };
  }
  throw new Error('nothing has failed');
}

/** Lines as one text, as messages have them. */
export function lines(...texts: readonly string[]): string {
  return texts.join('\n');
}
