import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** The project's own folder. */
export const ROOT = path.join(import.meta.dirname, '..');

/**
 * Runs a program in the project's folder; what it prints is printed.
 *
 * @throws Error unless it exits with 0
 */
export async function run(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' });
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  if (exitCode !== 0) throw new Error(`${program} ${args.join(' ')} failed with exit code ${String(exitCode)}`);
}
