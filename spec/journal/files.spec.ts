import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isRejected, pipeline, stage, type Outcome } from 'rxjs-stages';
import { journal, type Journal } from 'rxjs-stages/node';
import type { Database, Sqlite } from '../../src/node/sqlite';
import { all } from '../support/consume';
import { turn, Unhandled } from '../support/unhandled';
import { temporaryFolder } from './folder';

const { DatabaseSync } = process.getBuiltinModule('node:sqlite') as Sqlite;

/** A disk that can be full, as far as a journal can tell. */
interface Disk {
  readonly file: string;
  fill(): void;
  free(): void;
  /** Gives back what it needed of the system. */
  release(): void;
}

/** A file that SQLite lets grow no more: it fails as on a full disk. */
function limitedFile(): Disk {
  const exec = jest.spyOn(DatabaseSync.prototype as Database, 'exec');
  const setMost = (pages: unknown): void => {
    (exec.mock.contexts[0] as unknown as Database).exec(`PRAGMA max_page_count = ${String(pages)}`);
  };
  return {
    file: path.join(temporaryFolder(), 'run.db'),
    // Less than there are, it takes for as many as there are.
    fill: () => {
      setMost(1);
    },
    free: () => {
      setMost(4_294_967_294);
    },
    release: () => {
      exec.mockRestore();
    },
  };
}

/** A file system of 2 MB. */
function smallFileSystem(): Disk {
  const folder = temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'ignore' });
  const filler = path.join(folder, 'filler');
  return {
    file: path.join(folder, 'run.db'),
    fill: () => {
      for (const size of [65_536, 4_096]) {
        const append = (): void => {
          writeFileSync(filler, Buffer.alloc(size), { flag: 'a' });
        };
        expect(() => {
          for (;;) append();
        }).toThrow('ENOSPC');
      }
    },
    free: () => {
      rmSync(filler);
    },
    release: () => {
      execFileSync('umount', [folder]);
    },
  };
}

/** Few may mount. */
function canMount(): boolean {
  try {
    smallFileSystem().release();
    return true;
  } catch {
    return false;
  }
}

const DISKS: readonly (readonly [string, () => Disk])[] = [
  ['a file that must not grow', limitedFile],
  ...(canMount() ? ([['a file system of 2 MB', smallFileSystem]] as const) : []),
];

interface Ran {
  /** The branches that were rejected, and why. */
  readonly rejected: Map<number, unknown[]>;
  readonly requested: readonly number[];
  readonly outcomes: readonly Outcome[];
}

/** Runs a stage with answers of 10 kB. */
async function run(cache: Journal, count: number): Promise<Ran> {
  const requested: number[] = [];
  const load = stage(
    'load',
    async (id: number) => {
      requested.push(id);
      await turn();
      return String(id).padEnd(10_000);
    },
    { cache, concurrency: 4 },
  );
  const outcomes = await all(pipeline(load)(Array.from({ length: count }, (_, id) => id)));
  const rejected = new Map<number, unknown[]>();
  for (const outcome of outcomes.filter(isRejected)) {
    const id = outcome.path[0] as number;
    rejected.set(id, [...(rejected.get(id) ?? []), outcome.reason]);
  }
  return { rejected, requested, outcomes };
}

const ids = (count: number): number[] => Array.from({ length: count }, (_, id) => id);

/** Fills a disk after 10 of 40 branches, and goes on when there is room again: in the same process, and in the next one. */
async function fillAndGoOn(disk: Disk): Promise<Record<'full' | 'resumed' | 'last', Ran>> {
  const cache = journal(disk.file);
  expect((await run(cache, 10)).rejected.size).toBe(0);
  disk.fill();
  const full = await run(cache, 40);
  disk.free();
  const resumed = await run(cache, 40);
  await cache.close();
  const reopened = journal(disk.file);
  const last = await run(reopened, 40);
  await reopened.close();
  await turn();
  return { full, resumed, last };
}

describe.each(DISKS)('a disk that is full: %s', (_, make) => {
  it('rejects each branch whose answer is not stored, once, and loses nothing else', async () => {
    const unhandled = new Unhandled();
    const disk = make();
    const { file } = disk;
    const { full, resumed, last } = await fillAndGoOn(disk).finally(() => {
      disk.release();
    });
    unhandled.stop();

    // What was stored before is served, and all answers are delivered.
    expect(full.requested).toEqual(ids(40).slice(10));
    expect(full.outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(40);
    expect(full.rejected.size).toBeGreaterThan(0);
    for (const reasons of full.rejected.values()) {
      expect(reasons).toEqual([new Error(`journal: cannot write to '${file}': database or disk is full`)]);
    }
    expect(resumed.requested).toEqual([...full.rejected.keys()].sort((a, b) => a - b));
    expect([resumed.rejected.size, last.rejected.size, last.requested]).toEqual([0, 0, []]);
    expect(unhandled.reasons).toEqual([]);
  });
});

/** Does something as a user who may do little: root may write what is read-only. */
async function asNobody(body: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) return body();
  process.seteuid?.(65_534);
  try {
    await body();
  } finally {
    process.seteuid?.(0);
  }
}

describe('a file that is read-only', () => {
  /** Makes a journal with three answers. */
  async function stored(): Promise<string> {
    const folder = path.join(temporaryFolder(), 'of-its-own');
    mkdirSync(folder);
    chmodSync(path.dirname(folder), 0o755);
    const file = path.join(folder, 'run.db');
    const cache = journal(file);
    await run(cache, 3);
    await cache.close();
    chmodSync(file, 0o444);
    return file;
  }

  it('serves what is stored, and rejects each branch whose answer is not stored, once', async () => {
    const unhandled = new Unhandled();
    const file = await stored();
    chmodSync(path.dirname(file), 0o777);
    await asNobody(async () => {
      const cache = journal(file);
      const { rejected, requested } = await run(cache, 5);
      await cache.close();

      expect(requested).toEqual([3, 4]);
      const reason = new Error(`journal: cannot write to '${file}': attempt to write a readonly database`);
      expect([...rejected]).toEqual([3, 4].map((id) => [id, [reason]]));
    });
    await turn();
    unhandled.stop();

    expect(unhandled.reasons).toEqual([]);
    const again = journal(file);
    expect((await run(again, 3)).requested).toEqual([]);
    await again.close();
  });

  it('is refused in a folder that is read-only, too: SQLite needs files beside it', async () => {
    const file = await stored();
    chmodSync(path.dirname(file), 0o555);

    await asNobody(() => {
      expect(() => journal(file)).toThrow(`journal: cannot use the file '${file}': attempt to write a readonly database`);
      return Promise.resolve();
    });
    chmodSync(path.dirname(file), 0o755);
  });
});
