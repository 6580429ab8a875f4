import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/*
 * Jest runs specs without checking types. What the specs of this folder say of types is checked here: each of them is a test.
 */
const files = readdirSync(__dirname).filter((name) => name.endsWith('.ts'));

describe('the compiler', () => {
  let output: string[];

  beforeAll(async () => {
    const args = [require.resolve('typescript/bin/tsc'), '--project', '.', '--pretty', 'false', '--listFiles'];
    const compiler = spawn(process.execPath, args, { cwd: __dirname, stdio: ['ignore', 'pipe', 'inherit'] });
    output = (await text(compiler.stdout)).split(/\r?\n/);
  }, 120_000);

  it.each(files)('agrees with %s', (name) => {
    expect(output).toContain(path.join(__dirname, name).replaceAll(path.sep, '/'));
    expect(output.filter((line) => line.startsWith(`${name}(`))).toEqual([]);
  });

  it('finds no error elsewhere', () => {
    const errors = output.filter((line) => /\berror TS\d+: /.test(line));
    expect(errors.filter((line) => !files.some((name) => line.startsWith(`${name}(`)))).toEqual([]);
  });
});
