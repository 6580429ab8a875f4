/** The elements of lists that come one by one. */
export async function* elements(lists: AsyncIterable<readonly number[]>): AsyncGenerator<number> {
  for await (const list of lists) yield* list;
}
