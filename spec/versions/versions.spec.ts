import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.join(__dirname, '../..');
const JEST = require.resolve('jest/bin/jest');

/** Specs of what depends on Node itself: its promises, async contexts, timers, streams and modules. */
const NODE = ['axios', 'engine', 'journal', 'node', 'otel', 'reality'];

/** Specs of what may depend on Node or rxjs. The others test documents, examples, and what is computed from data alone. */
const BOTH = [...NODE, 'contract', 'operators', 'policies', 'testing'];

/** Versions of Node beside the one that runs `npm test`, with a version of rxjs. `NODES=20.16.0,24` chooses others. */
const VERSIONS: readonly (readonly [node: string, rxjs: string, folders: readonly string[]])[] = process.env.NODES?.split(',').map(
  (node) => [node, 'rxjs', BOTH] as const,
) ?? [
  ['22', 'rxjs-7.8.0', BOTH],
  ['24', 'rxjs', NODE],
  ['26', 'rxjs', NODE],
];

interface Report {
  readonly numPassedTests: number;
  readonly success: boolean;
  readonly testResults: readonly { readonly message: string }[];
}

/** Runs specs by another Node, which npm brings, with the memory that `npm test` gives to what does not live long. */
async function played(node: string, rxjs: string, folders: readonly string[]): Promise<Report> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'versions-'));
  const file = path.join(folder, 'report.json');
  const command = `node --max-semi-space-size=64 ${JEST} --ci --json --outputFile=${file} ${folders.map((name) => `spec/${name}/`).join(' ')}`;
  const args = ['--yes', '--package', `node@${node}`, '--call', command];
  try {
    // Jest exits with 1 where a test failed: the report says which.
    await promisify(execFile)('npx', args, { cwd: ROOT, maxBuffer: Infinity, env: { ...process.env, RXJS: rxjs } }).catch(() => undefined);
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it.each(VERSIONS)('the specs of the library pass by Node %s with %s', async (node, rxjs, folders) => {
  const { success, numPassedTests, testResults } = await played(node, rxjs, folders);

  expect(testResults.map(({ message }) => message).filter(Boolean)).toEqual([]);
  expect(success).toBe(true);
  expect(numPassedTests).toBeGreaterThan(1_000);
});
