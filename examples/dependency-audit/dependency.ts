import type { Manifest } from './packument.js';

/** One edge of the graph: the package that somebody asks for, and the versions that will do. */
export interface Dependency {
  readonly name: string;
  /** A semver range or a dist-tag. */
  readonly range: string;
}

/** Names a dependency: who asks for the same range of the same package asks for the same. */
export function idOf({ name, range }: Dependency): string {
  return `${name}@${range}`;
}

/** What a `dependencies` field says, one entry at a time. An alias asks for the package that it stands for. */
export function dependenciesIn(field: Readonly<Record<string, string>>): Dependency[] {
  return Object.entries(field).map(([name, range]) => {
    const [, aliased, versions = '*'] = /^npm:(@?[^@]+)(?:@(.+))?$/.exec(range) ?? [];
    return aliased === undefined ? { name, range } : { name: aliased, range: versions };
  });
}

/** What a package cannot be installed without. The npm registry lists optional dependencies among the others too. */
export function dependenciesOf({ dependencies = {}, optionalDependencies = {} }: Manifest): Dependency[] {
  return dependenciesIn(Object.fromEntries(Object.entries(dependencies).filter(([name]) => !(name in optionalDependencies))));
}
