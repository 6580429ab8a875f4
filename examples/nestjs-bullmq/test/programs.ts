import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';

const ROOT = path.join(__dirname, '..');

/** A program in a process of its own. */
class Program {
  /** Its exit code and signal. */
  readonly ended: Promise<unknown>;
  private readonly child: ChildProcessByStdio<null, Readable, null>;
  private log = '';

  constructor(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
    this.ended = once(this.child, 'close');
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => (this.log += text));
  }

  /** Waits until the program's log says something. @returns what matches */
  async logged(what: RegExp): Promise<string> {
    for (;;) {
      const found = what.exec(this.log);
      if (found !== null) return found[0];
      const ended = this.ended.then(() => {
        throw new Error(`The program ended before it wrote ${String(what)}:\n${this.log}`);
      });
      await Promise.race([once(this.child.stdout, 'data'), ended]);
    }
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<unknown> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** Redis, the applications, and what they need to find each other. */
export class Programs {
  private readonly running: Program[] = [];

  private constructor(
    private readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Starts Redis on a free port, with its files in a temporary folder. */
  static async start(env: NodeJS.ProcessEnv): Promise<Programs> {
    const port = await freePort();
    const folder = await mkdtemp(path.join(tmpdir(), 'nestjs-bullmq-'));
    const programs = new Programs(folder, { ...env, REDIS_URL: `redis://127.0.0.1:${port}`, PORT: '0' });
    const redis = programs.run('redis-server', ['--port', port, '--bind', '127.0.0.1', '--save', '']);
    await redis.logged(/ready to accept connections/i);
    return programs;
  }

  /** @returns the API, and its URL when it listens */
  async api(): Promise<{ readonly api: Program; readonly url: string }> {
    const api = this.app('api');
    const { href: url } = new URL(await api.logged(/http:\S+:\d+/));
    return { api, url };
  }

  /** @returns a worker, when it serves the queue */
  async worker(env: NodeJS.ProcessEnv = {}): Promise<Program> {
    const worker = this.app('worker', env);
    await worker.logged(/Serving/);
    return worker;
  }

  /** Ends all that still runs. */
  async stop(): Promise<void> {
    await Promise.all(this.running.map((program) => program.kill('SIGKILL')));
    await rm(this.folder, { recursive: true });
  }

  private app(name: 'api' | 'worker', env: NodeJS.ProcessEnv = {}): Program {
    // A listener of its own, so that the process ends by itself, and only if nothing is left open.
    const stays = ['--import', 'data:text/javascript,process.on("SIGTERM", () => {})'];
    return this.run(process.execPath, [...stays, path.join(ROOT, `dist/${name}/main.js`)], env);
  }

  private run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Program {
    const program = new Program(command, args, this.folder, { ...this.env, ...env });
    this.running.push(program);
    return program;
  }
}

async function freePort(): Promise<string> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return String(port);
}
