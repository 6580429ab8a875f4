import path from 'node:path';
import { deprecations } from '../../../examples/dependency-audit/registry/deprecations';
import { installed } from '../../../examples/dependency-audit/registry/installed';
import { packuments } from '../../../examples/dependency-audit/registry/packuments';
import { temporaryDirectory } from './temporary-directory';

describe('installed', () => {
  it('reads packages, those of a scope and copies nested in others included', () => {
    const directory = temporaryDirectory({
      'node_modules/.bin/tool': '',
      'node_modules/.package-lock.json': {},
      'node_modules/a/package.json': { name: 'a', version: '1.0.0' },
      'node_modules/a/node_modules/@scope/b/package.json': { name: '@scope/b', version: '2.0.0' },
      'node_modules/@scope/b/package.json': { name: '@scope/b', version: '1.0.0' },
      'node_modules/alias/package.json': { name: 'aliased', version: '4.0.0' },
      'node_modules/no-package/readme.md': '',
      'node_modules/no-version/package.json': { name: 'no-version' },
    });

    const found = installed(path.join(directory, 'node_modules')).map(({ name, version }) => `${name}@${version}`);

    expect(found.sort()).toEqual(['@scope/b@1.0.0', '@scope/b@2.0.0', 'a@1.0.0', 'aliased@4.0.0']);
  });
});

describe('deprecations', () => {
  it('reads what npm has noted of packages, nested and aliased ones included', () => {
    const directory = temporaryDirectory({
      'node_modules/.package-lock.json': {
        packages: {
          'node_modules/a': { version: '1.0.0', deprecated: 'use b' },
          'node_modules/a/node_modules/@scope/b': { version: '2.0.0', deprecated: 'broken' },
          'node_modules/alias': { name: 'aliased', version: '4.0.0', deprecated: 'old' },
          'node_modules/c': { version: '1.0.0' },
        },
      },
    });

    expect(Object.fromEntries(deprecations(path.join(directory, 'node_modules')))).toEqual({
      'a@1.0.0': 'use b',
      '@scope/b@2.0.0': 'broken',
      'aliased@4.0.0': 'old',
    });
  });

  it('knows of none where npm has noted nothing', () => {
    expect(deprecations(temporaryDirectory({})).size).toBe(0);
  });
});

describe('packuments', () => {
  it('puts the versions of a package together, the highest as the latest, and adds what is deprecated', () => {
    const manifests = [
      { name: 'a', version: '9.0.0', license: 'MIT', dependencies: { b: '^1' } },
      { name: 'a', version: '10.0.0', license: 'ISC' },
      { name: 'b', version: '1.0.0' },
    ];

    const known = packuments(manifests, new Map([['a@9.0.0', 'use 10']]));

    expect([...known.keys()]).toEqual(['a', 'b']);
    expect(known.get('a')).toEqual({
      name: 'a',
      'dist-tags': { latest: '10.0.0' },
      versions: { '9.0.0': { ...manifests[0], deprecated: 'use 10' }, '10.0.0': manifests[1] },
    });
  });
});
