import { maxSatisfying, satisfies, validRange } from 'semver';
import type { Dependency } from './dependency.js';

/** One version of a package: what its package.json says, and what the registry adds. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  /** A name or, in packages from long ago, an object. */
  readonly license?: unknown;
  /** From longer ago still. */
  readonly licenses?: unknown;
  readonly deprecated?: string | undefined;
  readonly dependencies?: Readonly<Record<string, string>> | undefined;
  readonly optionalDependencies?: Readonly<Record<string, string>> | undefined;
}

/** Names one version of a package. */
export function packageOf({ name, version }: Manifest): string {
  return `${name}@${version}`;
}

/** What a registry answers to `GET /<name>`: all that it knows of a package. */
export interface Packument {
  readonly name: string;
  readonly 'dist-tags': Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, Manifest>>;
}

/**
 * Picks the version that npm would install: the latest if it will do, else the highest that does.
 *
 * @throws Error if no version will do
 */
export function pick(packument: Packument, { name, range }: Dependency): Manifest {
  const { 'dist-tags': tags, versions } = packument;
  const version = validRange(range) === null ? tags[range] : best(Object.keys(versions), tags.latest, range);
  const manifest = version === undefined ? undefined : versions[version];
  if (manifest === undefined) throw new Error(`no version of ${name} is '${range}'`);
  return manifest;
}

function best(versions: readonly string[], latest: string | undefined, range: string): string | undefined {
  if (latest !== undefined && satisfies(latest, range)) return latest;
  return maxSatisfying(versions, range) ?? undefined;
}
