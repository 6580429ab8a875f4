/*
 * A page that is sent part by part, each the moment it is there: a user, each post with its comments, each album with its photos, requested of
 * a JSON API by real HTTP. Look at it in a browser, or by `curl --no-buffer`.
 *
 *   npx tsx examples/profile-page/main.ts
 */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { apiServer } from './api-server.js';
import { clientOf } from './api.js';
import { pageServer } from './page-server.js';
import { profileOf } from './profile.js';

async function main(): Promise<void> {
  const api = await listening(apiServer());
  const page = await listening(pageServer(profileOf(clientOf(api))));
  console.log(`${page}/1 has no albums, ${page}/2 an album without photos, ${page}/3 a post whose comments cannot be loaded. Ctrl-C ends it.`);
}

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

void main();
