import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The part of a lock file that is read here. */
interface Lock {
  readonly packages?: Readonly<Record<string, { readonly name?: string; readonly version?: string; readonly deprecated?: string }>>;
}

/**
 * The deprecation messages of what is installed, by `name@version`. No package.json has them, for a package is deprecated after it was published; npm
 * notes them in the lock file that it keeps in node_modules.
 */
export function deprecations(nodeModules: string): ReadonlyMap<string, string> {
  const messages = new Map<string, string>();
  const file = path.join(nodeModules, '.package-lock.json');
  if (!existsSync(file)) return messages;
  const { packages = {} } = JSON.parse(readFileSync(file, 'utf8')) as Lock;
  for (const [location, { name = location.split('node_modules/').at(-1), version, deprecated }] of Object.entries(packages)) {
    if (deprecated !== undefined) messages.set(`${String(name)}@${String(version)}`, deprecated);
  }
  return messages;
}
