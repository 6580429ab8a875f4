import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT, run } from '../../scripts/run.mjs';

/** The Node that is measured, as npm's package `node` has it. */
const VERSION = '24.21.0';

/** What runs the samples. */
export interface Nodes {
  /** The path of the Node that the figures are for. */
  readonly measured: string;
  /** The path of an older Node, which some cases are also measured on. */
  readonly old: string | undefined;
}

/**
 * Finds the Node that is measured, and takes the one that runs this process as the older one.
 * Two Nodes of the same major version count as one.
 *
 * The package is no dev dependency: its binary, linked in `node_modules/.bin`, would then run every
 * npm script of the project, and the specs would no longer see the Node that is installed.
 *
 * @param given - the path of the Node to measure, instead of the one that npm installs
 */
export async function findNodes(given?: string): Promise<Nodes> {
  const measured = given ?? (await installed(path.join(ROOT, 'node_modules/.cache', `node-${VERSION}`)));
  const same = majorOf(versionOf(measured)) === majorOf(process.version);
  return { measured, old: same ? undefined : process.execPath };
}

/** What the Node at a path says its version is. */
export function versionOf(node: string): string {
  return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
}

function majorOf(version: string): string | undefined {
  return /^v(\d+)/.exec(version)?.[1];
}

/** Installs the package in a folder of its own, where the next benchmark finds it. */
async function installed(folder: string): Promise<string> {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = path.join(folder, 'node_modules/node/bin', name);
  if (!existsSync(node)) {
    await mkdir(folder, { recursive: true });
    // The package puts its binary in place by an install script, which npm only runs if allowed.
    const manifest = { private: true, dependencies: { node: VERSION }, allowScripts: { [`node@${VERSION}`]: true } };
    await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
    await run('npm', ['install', '--prefix', folder, '--no-package-lock', '--silent']);
  }
  return node;
}
