import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { end, freePort, until } from './processes';

/** A server of its own, with its data in a temporary folder. */
export interface TestServer {
  readonly url: string;
  readonly pid: number;
  /** Kills it in the middle of whatever it does, and starts it again with what it has stored. */
  killAndRestart(): Promise<void>;
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Where Debian puts the programs of PostgreSQL. */
function postgresPrograms(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root) : [];
  return versions
    .map((version) => path.join(root, version, 'bin'))
    .reverse()
    .find((folder) => existsSync(path.join(folder, 'postgres')));
}

function succeeds(program: string, ...options: readonly string[]): boolean {
  try {
    execFileSync(program, options);
    return true;
  } catch {
    return false;
  }
}

/** The packages of Debian that have the servers. */
const PACKAGES = {
  'redis-server': () => succeeds('which', 'redis-server'),
  postgresql: () => postgresPrograms() !== undefined,
};

/** What has to be installed, in one sentence; `undefined` if everything is. @param needing - names what needs it */
export function missing(needing: string, packages = Object.keys(PACKAGES) as (keyof typeof PACKAGES)[]): string | undefined {
  const absent = packages.filter((name) => !PACKAGES[name]());
  return absent.length === 0 ? undefined : `${needing} needs ${absent.join(' and ')}: apt-get install -y ${absent.join(' ')}`;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}

async function serverOf(folder: string, port: number, url: string, start: () => ChildProcess): Promise<TestServer> {
  let child: ChildProcess;
  const restart = async (): Promise<void> => {
    child = start();
    await until(`${url} listens`, () => {
      // PostgreSQL does not start before the last process of a killed server has ended.
      if (child.exitCode !== null) child = start();
      return isListening(port);
    });
  };
  const kill = (): Promise<void> => end(child, 'SIGKILL');
  await restart();
  return {
    url,
    get pid() {
      return child.pid as number;
    },
    restart,
    kill,
    async killAndRestart() {
      await kill();
      await restart();
    },
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts Redis. Each command is in its file before it is answered. */
export async function startRedis(...options: readonly string[]): Promise<TestServer> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'redis-'));
  const port = await freePort();
  const all = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'yes',
    '--appendfsync',
    'no',
    ...options,
  ];
  return serverOf(folder, port, `redis://127.0.0.1:${String(port)}`, () => spawn('redis-server', all, { stdio: 'ignore' }));
}

/** Starts PostgreSQL, which does not run as root. */
export async function startPostgres(): Promise<TestServer> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'postgres-'));
  const port = await freePort();
  const programs = postgresPrograms() as string;
  const isRoot = process.getuid?.() === 0;
  // `setpriv` execs: what is killed is the server itself.
  const asUser = (program: string, options: readonly string[]): [string, string[]] =>
    isRoot ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', program, ...options]] : [program, [...options]];
  chmodSync(folder, 0o777);
  const data = path.join(folder, 'data');
  execFileSync(...asUser(path.join(programs, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync']), { cwd: folder });
  // The user `guest` needs a password; the others do not.
  const rules = path.join(data, 'pg_hba.conf');
  writeFileSync(rules, `host all guest 127.0.0.1/32 scram-sha-256\n${readFileSync(rules, 'utf8')}`);
  const settings = ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'];
  const server = await serverOf(folder, port, `postgres://postgres@127.0.0.1:${String(port)}/postgres`, () =>
    spawn(...asUser(path.join(programs, 'postgres'), settings), { stdio: 'ignore', cwd: folder }),
  );
  // It listens before it answers.
  const isReady = [path.join(programs, 'pg_isready'), '-q', '-h', '127.0.0.1', '-p', String(port)] as const;
  await until(`${server.url} answers`, () => succeeds(...isReady));
  return server;
}
