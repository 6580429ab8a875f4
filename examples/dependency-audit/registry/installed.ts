import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Manifest } from '../packument.js';

/** Reads the package.json of every package in a node_modules directory, copies nested in other packages included. */
export function installed(nodeModules: string): Manifest[] {
  return packageDirectories(nodeModules).flatMap((directory) => [...manifestIn(directory), ...installed(path.join(directory, 'node_modules'))]);
}

function packageDirectories(nodeModules: string): string[] {
  if (!existsSync(nodeModules)) return [];
  return readdirSync(nodeModules)
    .filter((entry) => !entry.startsWith('.'))
    .map((entry) => path.join(nodeModules, entry))
    .flatMap((directory) => (path.basename(directory).startsWith('@') ? packageDirectories(directory) : [directory]));
}

function manifestIn(directory: string): Manifest[] {
  const file = path.join(directory, 'package.json');
  if (!existsSync(file)) return [];
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Partial<Manifest>;
  return manifest.name === undefined || manifest.version === undefined ? [] : [manifest as Manifest];
}
