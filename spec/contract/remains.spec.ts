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

/** Runs a program in a process of its own, whose heap holds little else than what it makes. */
async function printed<T>(program: string, argument: string): Promise<T> {
  const { outputFiles } = await build({
    entryPoints: [path.join(__dirname, 'remains', program)],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['-', argument], { input: outputFiles[0]?.text ?? '', encoding: 'utf8' });
  if (status !== 0 || !stdout.endsWith('}')) throw new Error(`exit code ${String(status)}, signal ${String(signal)}: ${stdout}${stderr}`);
  return JSON.parse(stdout) as T;
}

jest.setTimeout(60_000);

describe('B3 a heap snapshot after 20,000 × 5 requests', () => {
  it.each(['plain', 'governed', 'paged'])(
    'holds few branches in the middle and none in the end, while the operator, its limits, the subscription and the last outcome are held (%s)',
    async (policies) => {
      const { before, during, after, delivered } = await printed<Printed>('program.ts', policies);

      expect(delivered).toBe(100_000);
      for (const each of ['Branch', 'Attempt']) {
        const alive = Number(during[each]) - Number(before[each]);
        expect(alive).toBeGreaterThanOrEqual(1);
        // 128 may be in flight, and as many wait.
        expect(alive).toBeLessThan(1_000);
      }
      expect(after).toEqual(before);
    },
  );
});

describe('B3 a heap snapshot while one child of ten is open', () => {
  it.each(['atomic', 'late list', 'keyed list'])('B3 a closed parent keeps nothing of what its attempt has emitted: %s', async (kind) => {
    // Only the input of the child that is open is left.
    expect(await printed('closed-parent.ts', kind)).toEqual({ emitted: 10, closed: 10, kept: 1 });
  });
});
