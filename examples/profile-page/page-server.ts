import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { foot, HEAD, part, SECTIONS, sectionOf, type Section } from './html.js';
import type { PartOutcome, profileOf } from './profile.js';

/** A server of `GET /<id>`: the page of a user, each part of which is sent when it is there. */
export function pageServer(profile: ReturnType<typeof profileOf>): Server {
  return createServer(({ url }, response) => {
    const [, id] = /^\/(\d+)$/.exec(url ?? '') ?? [];
    if (id === undefined) {
      response.writeHead(404).end();
      return;
    }
    // Whoever leaves the page cancels the requests that are under way for it.
    const left = new AbortController();
    response.once('close', () => {
      left.abort();
    });
    send(profile, Number(id), response, left.signal).catch(() => {
      response.destroy();
    });
  });
}

async function send(profile: ReturnType<typeof profileOf>, id: number, response: ServerResponse, signal: AbortSignal): Promise<void> {
  const empty = new Set<Section>(SECTIONS);
  for await (const outcome of profile.with({ signal })([id])) {
    // The first outcome is the user's.
    if (!response.headersSent) {
      response.writeHead(statusOf(outcome), { 'content-type': 'text/html; charset=utf-8' }).write(HEAD);
      if (outcome.status === 'rejected') empty.clear();
    }
    const section = sectionOf(outcome);
    if (section !== undefined) empty.delete(section);
    if (!response.write(part(outcome))) await once(response, 'drain', { signal });
  }
  response.end(foot([...empty]));
}

function statusOf(outcome: PartOutcome): number {
  if (outcome.status === 'fulfilled') return 200;
  return outcome.reason instanceof Response && outcome.reason.status === 404 ? 404 : 502;
}
