export interface ServerEvent {
  readonly type: string;
  readonly data: unknown;
}

/** The events of an answer to an `EventSource`, as they come. Breaking out of the loop closes the connection. */
export async function* eventsOf(response: Response): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
      if (field('data') !== '') yield { type: field('event'), data: field('event') === 'error' ? field('data') : JSON.parse(field('data')) };
    }
  }
}

/** What the events of one type say, once the answer has ended. */
export async function dataOf(response: Response, type: string): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const event of eventsOf(response)) if (event.type === type) all.push(event.data);
  return all;
}
