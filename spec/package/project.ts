import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

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
