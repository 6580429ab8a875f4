import path from 'node:path';
import { nodeModulesOf, readProject } from '../../../examples/dependency-audit/project';
import { UsageError } from '../../../examples/dependency-audit/usage-error';
import { temporaryDirectory } from './temporary-directory';

describe('readProject', () => {
  it('names each direct dependency once, by the range of the field that says most', () => {
    const directory = temporaryDirectory({
      'package.json': {
        name: 'app',
        peerDependencies: { rxjs: '^7.0.0' },
        devDependencies: { rxjs: '7.8.2', jest: '^30.0.0' },
        dependencies: { jest: '30.5.2', old: 'npm:@scope/left@~1.0.0' },
      },
    });

    expect(readProject(path.join(directory, 'package.json'))).toEqual({
      name: 'app',
      directory,
      dependencies: [
        { name: 'rxjs', range: '7.8.2' },
        { name: 'jest', range: '30.5.2' },
        { name: '@scope/left', range: '~1.0.0' },
      ],
    });
  });

  it('calls a project without a name by its directory', () => {
    const directory = temporaryDirectory({ 'package.json': {} });

    expect(readProject(path.join(directory, 'package.json'))).toEqual({ name: path.basename(directory), directory, dependencies: [] });
  });

  it.each([
    ['missing.json', 'cannot be read: ENOENT'],
    ['text.json', 'is no package.json: it holds no JSON'],
    ['list.json', 'is no package.json: it holds no object'],
    ['ranges.json', 'is no package.json: its dependencies do not map names to ranges'],
  ])('refuses %s in one line', (name, message) => {
    const directory = temporaryDirectory({ 'text.json': 'not\nJSON', 'list.json': [], 'ranges.json': { dependencies: { rxjs: 7 } } });
    const file = path.join(directory, name);

    expect(() => readProject(file)).toThrow(new UsageError(`--input ${file} ${message}`));
  });
});

describe('nodeModulesOf', () => {
  const project = (directory: string) => ({ name: 'app', directory, dependencies: [] });

  it('finds what is installed beside a package.json, or further up', () => {
    const root = temporaryDirectory({ 'node_modules/rxjs/package.json': {}, 'packages/app/package.json': {} });

    expect(nodeModulesOf(project(root))).toBe(path.join(root, 'node_modules'));
    expect(nodeModulesOf(project(path.join(root, 'packages/app')))).toBe(path.join(root, 'node_modules'));
  });

  it('says what to do if nothing is installed', () => {
    const root = temporaryDirectory({});

    expect(() => nodeModulesOf(project(root))).toThrow(
      new UsageError(`nothing is installed for ${root}: run npm install there, or use --registry npm`),
    );
  });
});
