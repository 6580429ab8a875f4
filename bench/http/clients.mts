import { failure } from '../tasks/fate.mjs';

/** Gets JSON from a path, or rejects. */
export type Get = (path: string) => Promise<unknown>;

async function axios(adapter: 'http' | 'fetch', baseURL: string): Promise<Get> {
  const { Agent } = await import('node:http');
  const library = await import('axios');
  const client = library.default.create({ baseURL, adapter, httpAgent: new Agent({ keepAlive: true }) });
  return async (path) => (await client.get<unknown>(path)).data;
}

async function undici(baseURL: string): Promise<Get> {
  const { request } = await import('undici');
  return async (path) => {
    const { statusCode, body } = await request(baseURL + path);
    const answer = await body.json();
    if (statusCode !== 200) throw failure;
    return answer;
  };
}

/** HTTP clients that keep their connections, given the server's address. Each is imported by who uses it. */
export const CLIENTS = {
  'axios `http`': (url: string) => axios('http', url),
  'axios `fetch`': (url: string) => axios('fetch', url),
  'undici `request`': undici,
};

export type ClientName = keyof typeof CLIENTS;
