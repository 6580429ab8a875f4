import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** One thread, and neither chance nor the clock in what V8 does. */
const PREDICTABLE = ['--single-threaded', '--predictable', '--hash-seed=42', '--random-seed=42', '--no-flush-bytecode'];

/**
 * Runs a program that says `ready` once it is warm, and counts instructions from there: callgrind does not look before it is told to, which makes that part twice
 * as fast.
 *
 * @param folder - an empty one
 * @param abort - stops it
 * @returns what it printed last, and the instructions between its marks
 */
export async function count(
  folder: string,
  program: string,
  args: readonly string[],
  abort: AbortSignal,
): Promise<{ said: string; counts: number[] }> {
  const signal = path.join(folder, 'go');
  const dump = path.join(folder, 'dump');
  const options = ['-q', '--tool=callgrind', '--instr-atstart=no', '--dump-before=getpriority', '--dump-line=no', `--callgrind-out-file=${dump}`];
  const child = spawn('valgrind', [...options, process.execPath, ...PREDICTABLE, program, signal, ...args], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: abort,
  });
  let said = '';
  let complaints = '';
  let started: Promise<void> | undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.includes('ready\n')) started ??= startCounting(child.pid as number, signal);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const [code] = (await once(child, 'close')) as [number | null];
  await started;
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed under valgrind, with exit code ${String(code)}:\n${complaints}`);
  return { said: said.trim().split('\n').at(-1) ?? '', counts: await countsOf(dump) };
}

async function startCounting(pid: number, signal: string): Promise<void> {
  await promisify(execFile)('vgdb', [`--pid=${String(pid)}`, 'instrumentation', 'on']);
  await writeFile(signal, '');
}

/** Reads the dumps of all marks but the first, which ends what is not to be counted. */
async function countsOf(dump: string): Promise<number[]> {
  const counts = [];
  for (let mark = 2; ; mark++) {
    const text = await readFile(`${dump}.${String(mark)}`, 'utf8').catch(() => undefined);
    if (text === undefined) return counts;
    counts.push(Number(/^summary: (\d+)/m.exec(text)?.[1]));
  }
}
