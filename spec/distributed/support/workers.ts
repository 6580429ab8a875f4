import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import type { ServeOptions } from 'rxjs-stages/bullmq';
import { end } from './processes';
import type { Production } from './producer';
import type { Note } from './stages';

/** The two servers that all specs share. */
export const SERVERS = [
  ['Redis', 'REDIS_URL'],
  ['PostgreSQL', 'POSTGRES_URL'],
] as const;

/** Where one of them is. */
export const urlOf = (variable: (typeof SERVERS)[number][1]): string => process.env[variable] as string;

/** Names that no other spec uses. */
export const unique = (name: string): string => `${name}-${randomUUID().slice(0, 8)}`;

/** Options of workers whose stalls are found soon. On a busy machine they stall often. */
const HASTY = { lockDuration: 1000, stalledInterval: 500, maxStalledCount: 100, concurrency: 10 };

/** Options of workers that nobody disturbs: on a busy machine, short locks expire. */
export const CALM = { lockDuration: 30_000, stalledInterval: 30_000 };

const program = (name: string): string => path.join(process.env.PROGRAMS as string, `${name}.cjs`);

const children = new Set<ChildProcess>();

const groups = new Set<Workers>();

/** Processes that ended by an error which nothing has handled. */
const crashes: string[] = [];

/** Starts a program of this folder. It is killed after the test. */
export function start(name: string, options: object, skew = 0): ChildProcess {
  const child = fork(program(name), [JSON.stringify(options)], {
    // Commands that are repeated are what the specs are about.
    execArgv: ['--disable-warning=RXJS_STAGES_BULLMQ', ...(skew === 0 ? [] : ['--require', program('skew')])],
    env: { ...process.env, SKEW: String(skew) },
  });
  children.add(child);
  child.once('exit', (code) => {
    children.delete(child);
    if (code !== 0 && code !== null) crashes.push(`a ${name} exited with ${String(code)}`);
  });
  return child;
}

/** Worker processes, and what they have told. */
export class Workers {
  readonly notes: Note[] = [];
  /** Those that have received a signal to close. */
  readonly closing: ChildProcess[] = [];
  /** How many have ended without being told to. */
  deaths = 0;
  private readonly running = new Set<ChildProcess>();
  private isReplacing = false;

  constructor(
    readonly options: ServeOptions,
    private readonly program = 'worker',
  ) {
    groups.add(this);
  }

  /**
   * Starts one more, and waits until it takes jobs.
   *
   * @param skew - how far its clock is ahead, in ms
   */
  async start(skew = 0): Promise<ChildProcess> {
    const child = start(this.program, { ...HASTY, ...this.options }, skew);
    this.running.add(child);
    const ready = new Promise<void>((resolve, reject) => {
      child.once('exit', () => {
        if (this.running.delete(child)) this.died();
        reject(new Error('a worker ended before it was ready'));
      });
      child.on('message', (message: Note | 'ready' | 'closing') => {
        if (message === 'ready') resolve();
        else if (message === 'closing') this.closing.push(child);
        else this.notes.push(message);
      });
    });
    await ready;
    return child;
  }

  /** From now on, each worker that dies is replaced. */
  replaceTheDead(): void {
    this.isReplacing = true;
  }

  /** Kills a worker in the middle of whatever it does. */
  async kill(child: ChildProcess): Promise<void> {
    this.running.delete(child);
    await end(child, 'SIGKILL');
  }

  /** Stops all, and waits until they have told everything. */
  async stop(): Promise<void> {
    await Promise.all(this.leave().map((child) => end(child, 'SIGTERM')));
  }

  /** From now on, their deaths are not counted. */
  leave(): readonly ChildProcess[] {
    this.isReplacing = false;
    const all = [...this.running];
    this.running.clear();
    return all;
  }

  /** The jobs that have run, by stage and id. */
  get ran(): readonly Note[] {
    return this.notes.filter(({ type }) => type === 'ran');
  }

  get aborted(): readonly Note[] {
    return this.notes.filter(({ type }) => type === 'aborted');
  }

  private died(): void {
    this.deaths++;
    if (!this.isReplacing) return;
    void this.start().catch((error: unknown) => {
      if (this.isReplacing) crashes.push(String(error));
    });
  }
}

/** A producer in a process of its own. */
export class Producer {
  /** What it has told so far. */
  readonly results: (number | string)[] = [];
  /** Resolves when it is connected. */
  readonly ready: Promise<unknown>;
  /** Resolves when it has ended, with everything told. */
  readonly ended: Promise<unknown>;
  private readonly child: ChildProcess;

  constructor(production: Production) {
    this.child = start('producer', production);
    this.ready = once(this.child, 'message');
    this.ended = once(this.child, 'exit');
    this.child.on('message', (message: number | string) => {
      if (message !== 'ready' && message !== 'ended') this.results.push(message);
    });
  }

  send(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async kill(): Promise<void> {
    await end(this.child, 'SIGKILL');
  }
}

afterEach(async () => {
  for (const group of groups) group.leave();
  groups.clear();
  await Promise.all([...children].map((child) => end(child, 'SIGKILL')));
  if (crashes.length > 0) throw new Error(crashes.splice(0).join(', '));
});
