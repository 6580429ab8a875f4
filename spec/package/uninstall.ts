import { rm } from 'node:fs/promises';
import { VARIABLE } from './strangers';

/** Leaves nothing behind. */
export default async function uninstall(): Promise<void> {
  const folder = process.env[VARIABLE];
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
