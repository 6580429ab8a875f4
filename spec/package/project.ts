import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { INSTALL_FLAGS } from '../../scripts/pack';

/** This project's folder. */
export const PROJECT = path.join(__dirname, '../..');

/** What its package.json says. */
export const manifest = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly exports: object;
  readonly engines: { readonly node: string };
  readonly devDependencies: Readonly<Record<string, string>>;
};

/** The entries but the first: `http` is imported as `rxjs-stages/http`. */
export const ENTRIES = Object.keys(manifest.exports)
  .filter((name) => name !== '.' && name !== './package.json')
  .map((name) => name.slice(2));

/** @returns what a program prints; rejects with what it printed if it fails */
export async function output(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { cwd, encoding: 'utf8' });
  return stdout.trim();
}

/** Makes a project of its own, where nothing of this one is near, and installs packages there. */
export async function installIn(home: string, packages: readonly string[]): Promise<void> {
  await mkdir(home);
  await writeFile(path.join(home, 'package.json'), JSON.stringify({ name: path.basename(home), private: true }));
  await output('npm', ['install', ...INSTALL_FLAGS, ...packages], home);
}
