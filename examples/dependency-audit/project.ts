import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { dependenciesIn, type Dependency } from './dependency.js';
import { UsageError } from './usage-error.js';

/** The project under audit. */
export interface Project {
  readonly name: string;
  readonly directory: string;
  /** Its direct dependencies, each name once. */
  readonly dependencies: readonly Dependency[];
}

/** The fields that name direct dependencies; a later one wins. */
const FIELDS = ['peerDependencies', 'devDependencies', 'dependencies'] as const;

/**
 * Reads a package.json.
 *
 * @throws UsageError if there is none, or if it is no package.json
 */
export function readProject(file: string): Project {
  const manifest = parsed(file);
  const ranges = Object.assign({}, ...FIELDS.map((field) => rangesIn(manifest, field, file))) as Record<string, string>;
  const { name } = manifest;
  const directory = path.dirname(file);
  return { name: typeof name === 'string' ? name : path.basename(directory), directory, dependencies: dependenciesIn(ranges) };
}

/**
 * Finds the node_modules directory that a project's packages are installed in: beside its package.json or, in a workspace, further up.
 *
 * @throws UsageError if there is none
 */
export function nodeModulesOf({ directory }: Project): string {
  for (let at = directory; ; at = path.dirname(at)) {
    const candidate = path.join(at, 'node_modules');
    if (existsSync(candidate)) return candidate;
    if (at === path.dirname(at)) throw new UsageError(`nothing is installed for ${directory}: run npm install there, or use --registry npm`);
  }
}

function parsed(file: string): Readonly<Record<string, unknown>> {
  const manifest = parse(read(file), file);
  if (!isRecord(manifest)) throw new UsageError(`--input ${file} is no package.json: it holds no object`);
  return manifest;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (reason) {
    throw new UsageError(`--input ${file} cannot be read: ${(reason as NodeJS.ErrnoException).code ?? String(reason)}`);
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`--input ${file} is no package.json: it holds no JSON`);
  }
}

function rangesIn(manifest: Readonly<Record<string, unknown>>, field: string, file: string): Record<string, string> {
  const ranges = manifest[field] ?? {};
  if (!isRecord(ranges) || !Object.values(ranges).every((range) => typeof range === 'string')) {
    throw new UsageError(`--input ${file} is no package.json: its ${field} do not map names to ranges`);
  }
  return ranges as Record<string, string>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
