import { rmSync } from 'node:fs';
import { started } from './set-up';

export default async function tearDown(): Promise<void> {
  await Promise.all(started.servers.map((server) => server.stop()));
  rmSync(started.folder, { recursive: true, force: true });
}
