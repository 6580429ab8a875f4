import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

export const ROOT = path.join(__dirname, '../..');

/** An example in a process of its own, run as npm start runs it. */
export class Spawned {
  stdout = '';
  stderr = '';
  /** The exit code, once the process has ended and nothing holds its output streams any more: a child that stayed would. */
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(example: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
    // Detached, it leads a process group of its own, as it does in a terminal.
    this.child = spawn(process.execPath, ['--import', 'tsx', path.join('examples', example), ...args], {
      cwd: ROOT,
      detached: true,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(this);
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject).once('close', resolve);
    });
  }

  /** Waits until its progress says something. */
  async says(what: RegExp): Promise<void> {
    await this.outputs('stderr', what);
  }

  /** Waits until it prints something. @returns what matches */
  prints(what: RegExp): Promise<RegExpExecArray> {
    return this.outputs('stdout', what);
  }

  private async outputs(where: 'stdout' | 'stderr', what: RegExp): Promise<RegExpExecArray> {
    const stream = this.child[where];
    if (stream === null) throw new Error('there is nothing to read');
    for (;;) {
      const found = what.exec(this[where]);
      if (found !== null) return found;
      await new Promise((resolve, reject) => {
        stream.once('data', resolve);
        this.child.once('close', () => {
          reject(new Error(`it ended before it said ${String(what)}: ${this.stderr}`));
        });
      });
    }
  }

  /** Signals the process alone. */
  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Signals the process and its children, as a terminal does, if there are any. */
  killAll(signal: NodeJS.Signals): void {
    try {
      process.kill(-(this.child.pid as number), signal);
    } catch (reason) {
      if ((reason as NodeJS.ErrnoException).code !== 'ESRCH') throw reason;
    }
  }
}

const running = new Set<Spawned>();

afterEach(() => {
  for (const spawned of running) spawned.killAll('SIGKILL');
  running.clear();
});
