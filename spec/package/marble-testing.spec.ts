import { cpSync } from 'node:fs';
import path from 'node:path';
import { output, PROJECT } from './project';
import { folderOf } from './strangers';

describe('examples/marble-testing, with the packed tarball', () => {
  it('passes by plain jest and ts-jest', async () => {
    const home = folderOf('marble-tester');
    for (const name of ['src', 'spec', 'tsconfig.json'])
      cpSync(path.join(PROJECT, 'examples/marble-testing', name), path.join(home, name), { recursive: true });
    const config = JSON.stringify({ preset: 'ts-jest', testEnvironment: 'node', testMatch: ['**/spec/**/*.spec.ts'] });
    const jest = path.join(home, 'node_modules/jest/bin/jest.js');

    const results = JSON.parse(await output(process.execPath, [jest, '--config', config, '--json', '--silent'], home)) as {
      numPassedTests: number;
      numFailedTests: number;
    };

    expect(results).toMatchObject({ numFailedTests: 0, numPassedTests: 6 });
  });
});
