import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A list of items, and for each how long its request takes, and the requests that its answer leads to, in ms. */
export const LATENCIES: Readonly<Record<string, { readonly search: number; readonly details: readonly number[] }>> = {
  ant: { search: 90, details: [120, 150, 110] },
  bee: { search: 240, details: [130, 190] },
  cat: { search: 140, details: [160, 110, 140] },
  dog: { search: 620, details: [120, 150] },
  elk: { search: 110, details: [180, 120] },
  fox: { search: 190, details: [140, 130, 160] },
  gnu: { search: 130, details: [110, 170] },
  hen: { search: 160, details: [150, 120, 130] },
};

/** A request as its client saw it, in ms since the first one was sent. */
export interface Sent {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Sends a request, and resolves to its answer. */
export type Send = (name: string, signal?: AbortSignal) => Promise<string[]>;

/** The server's answer: an item has the names of its details, a detail has nothing. */
function answer(name: string): { after: number; body: string[] } {
  const [item = '', index] = name.split('/');
  const { search, details } = LATENCIES[item] ?? { search: 0, details: [] };
  if (index === undefined) return { after: search, body: details.map((_, at) => `${item}/${String(at)}`) };
  return { after: details[Number(index)] ?? 0, body: [] };
}

/** Runs a client against a real server on this machine. Returns what was sent, in the order of their ends. */
export async function race(client: (send: Send) => Promise<unknown>): Promise<Sent[]> {
  const server = createServer((request, response) => {
    const { after, body } = answer((request.url ?? '').slice(1));
    setTimeout(() => response.end(JSON.stringify(body)), after);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  await fetch(url); // The first request of a process is slower than any other.
  const sent: Sent[] = [];
  const began = performance.now();
  const now = (): number => performance.now() - began;
  await client(async (name, signal) => {
    const start = now();
    const response = await fetch(`${url}/${name}`, { signal: signal ?? null });
    const body = (await response.json()) as string[];
    sent.push({ name, start, end: now() });
    return body;
  });
  server.close();
  server.closeAllConnections();
  return sent;
}
