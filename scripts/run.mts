import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** The project's own folder. */
export const ROOT = path.join(import.meta.dirname, '..');

/**
 * Runs a program; what it prints is printed.
 *
 * @param cwd - the folder that it runs in
 * @default cwd the project's own
 * @throws Error unless it exits with 0
 */
export async function run(program: string, args: readonly string[], cwd = ROOT): Promise<void> {
  const child = spawn(program, args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' });
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  if (exitCode !== 0) throw new Error(`${program} ${args.join(' ')} failed with exit code ${String(exitCode)}`);
}
