import { minVersion } from 'semver';
import { manifest, output } from './project';
import { folderOf } from './strangers';

/** The oldest Node of each range that package.json names. */
const OLDEST = manifest.engines.node.split('||').map((range) => String(minVersion(range)));

describe.each(OLDEST)('the package in Node %s', (version) => {
  const run = (command: string): Promise<string> => output('npx', ['--yes', '--package', `node@${version}`, '--call', command], folderOf('oldest'));

  it.each(['import.mjs', 'require.cjs'])('works by %s', async (script) => {
    expect(JSON.parse(await run(`node ${script}`))).toMatchObject({ piped: ['<1>', '<2>', '<3>', '<4>'], attempts: [0, 1, 2] });
  });

  it.each(['watching.mjs', 'watching.cjs'])('watches runs: %s', async (script) => {
    expect(JSON.parse(await run(`node ${script}`))).toMatchObject({ progress: [0, 2], traced: 2, bars: expect.stringContaining('█  2/2') });
  });

  it('has what keeps async contexts apart', async () => {
    expect(await run('node --print "[process.version, typeof process.getBuiltinModule].join()"')).toBe(`v${version},function`);
  });
});
