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

const program = (name: string): string => path.join(process.env.PROGRAMS as string, `${name}.cjs`);

const children = new Set<ChildProcess>();

/** Starts a program of this folder. It is killed after the test. */
export function start(name: string, options: object): ChildProcess {
  const child = fork(program(name), [JSON.stringify(options)]);
  children.add(child);
  return child;
}

/** Worker processes, and what they have told. */
export class Workers {
  readonly notes: Note[] = [];
  /** Those that have received a signal to close. */
  readonly closing: ChildProcess[] = [];
  private readonly running: ChildProcess[] = [];

  /** @param options - short locks, so that stalls are found soon */
  constructor(
    readonly options: ServeOptions,
    private readonly program = 'worker',
  ) {}

  /** Starts one more, and waits until it takes jobs. */
  async start(): Promise<ChildProcess> {
    const child = start(this.program, { lockDuration: 1000, stalledInterval: 500, concurrency: 50, ...this.options });
    this.running.push(child);
    const ready = new Promise<void>((resolve, reject) => {
      child.once('exit', () => {
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

  /** The jobs that have run, by stage and id. */
  get ran(): readonly Note[] {
    return this.notes.filter(({ type }) => type === 'ran');
  }

  get aborted(): readonly Note[] {
    return this.notes.filter(({ type }) => type === 'aborted');
  }
}

/** A producer in a process of its own, and what it has told so far. */
export function produce(production: Production): { readonly child: ChildProcess; readonly results: unknown[]; readonly ended: Promise<unknown> } {
  const child = start('producer', production);
  const results: unknown[] = [];
  child.on('message', (result) => results.push(result));
  return { child, results, ended: once(child, 'exit') };
}

afterEach(async () => {
  await Promise.all([...children].map((child) => end(child, 'SIGKILL')));
  children.clear();
});
