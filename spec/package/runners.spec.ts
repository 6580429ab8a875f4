import { cpSync } from 'node:fs';
import path from 'node:path';
import { output } from './project';
import { folderOf } from './strangers';

/** The end of what a runner prints, in another runner's folder of specs. */
async function run(program: string, ...args: readonly string[]): Promise<string> {
  const home = folderOf('runners');
  cpSync(path.join(__dirname, 'runners'), path.join(home, 'spec'), { recursive: true });
  return output(process.execPath, [path.join(home, 'node_modules', program), ...args], home);
}

describe('the testing kit in other runners, with the packed tarball', () => {
  it('passes in vitest', async () => {
    const results = JSON.parse(await run('vitest/vitest.mjs', 'run', '--globals', '--reporter=json')) as object;

    expect(results).toMatchObject({ numFailedTests: 0, numPassedTests: 4 });
  });

  it('passes in jasmine', async () => {
    expect(await run('jasmine/bin/jasmine.js', 'spec/globals.spec.mjs')).toContain('2 specs, 0 failures');
  });
});
