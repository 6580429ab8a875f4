import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';

const ROOT = path.join(__dirname, '../..');

interface Printed {
  readonly before: Readonly<Record<string, number>>;
  readonly during: Readonly<Record<string, number>>;
  readonly after: Readonly<Record<string, number>>;
  readonly delivered: number;
}

/** Runs the program in a process of its own, whose heap holds little else than what it makes. */
async function printed(policies: string): Promise<Printed> {
  const { outputFiles } = await build({
    entryPoints: [path.join(__dirname, 'remains/program.ts')],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-', policies], { input: outputFiles[0]?.text ?? '', encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Printed;
}

jest.setTimeout(60_000);

describe('B3 a heap snapshot after 20,000 × 5 requests', () => {
  it.each([
    ['plain', ['Branch', 'Attempt']],
    ['governed', ['GovernedBranch', 'Attempt']],
  ])('holds no branch, while the operator, its limits, the subscription and the last outcome are held (%s)', async (policies, classes) => {
    const { before, during, after, delivered } = await printed(policies);

    expect(delivered).toBe(100_000);
    for (const each of classes) expect([each, Number(during[each]) - Number(before[each]) >= 1]).toEqual([each, true]);
    expect(after).toEqual(before);
  });
});
