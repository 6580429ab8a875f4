import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { json } from 'node:stream/consumers';
import type { Sample } from './sample.mjs';

/**
 * Takes a sample in a fresh process of plain Node.
 *
 * @param node - the path of that Node
 * @param program - the compiled file that measures
 * @param args - what it is to measure
 * @param limit - after how many seconds it is ended
 * @throws Error if it fails: because it has counted wrong, say
 */
export async function sampleOf(node: string, program: string, args: readonly string[], limit: number): Promise<Sample> {
  const child = spawn(node, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const answer = json(child.stdout).catch(() => undefined);
  let unfinished: Sample | undefined;
  const timer = setTimeout(() => {
    unfinished = { peak: peakOf(child.pid) };
    child.kill('SIGKILL');
  }, limit * 1000);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  if (unfinished !== undefined) return unfinished;
  if (exitCode !== 0) throw new Error(`the sample of ${args.join(', ')} failed with exit code ${String(exitCode)}`);
  return (await answer) as Sample;
}

/** The peak memory of a process that runs, in MB, where the system has a file that says so. */
function peakOf(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}
