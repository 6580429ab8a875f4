import { rsort } from 'semver';
import type { Manifest, Packument } from '../packument.js';

/** Puts the versions of each package together, as a registry does; the highest is the latest. */
export function packuments(manifests: readonly Manifest[], deprecations: ReadonlyMap<string, string>): ReadonlyMap<string, Packument> {
  const versions = new Map<string, Record<string, Manifest>>();
  for (const { name, version, license, licenses, dependencies, optionalDependencies } of manifests) {
    const deprecated = deprecations.get(`${name}@${version}`);
    const manifest = { name, version, license, licenses, deprecated, dependencies, optionalDependencies };
    versions.set(name, { ...versions.get(name), [version]: manifest });
  }
  return new Map([...versions].map(([name, known]) => [name, { name, 'dist-tags': { latest: latest(known) }, versions: known }]));
}

function latest(versions: Readonly<Record<string, Manifest>>): string {
  return rsort(Object.keys(versions))[0] as string;
}
