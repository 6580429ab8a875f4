import { check, oneOf, readOptions, STRING, type Rule } from '../check.js';
import { CODEC, type Codec } from '../policies/store-cache.js';
import { openDatabase } from './journal-database.js';
import { JournalFile, type Journal } from './journal-file.js';
import { loadSqlite } from './sqlite.js';

/** Options of {@link journal}. */
export interface JournalOptions {
  /**
   * Names the form of what is stored. A file of another version is refused: change it when stages, inputs or answers change.
   *
   * @default ''
   */
  readonly version?: string | undefined;
  /**
   * What a resumed run does about branches that have failed for good: it retries them, or rejects them again without a request.
   *
   * @default 'retry'
   */
  readonly failures?: 'retry' | 'keep' | undefined;
  /**
   * What answers survive once they are delivered: the end of the process, or also that of the power, for an fsync per turn of the event loop.
   *
   * @default 'process'
   */
  readonly durable?: 'process' | 'power' | undefined;
  /**
   * Turns answers into a `Uint8Array` or into what JSON can hold, and back.
   *
   * @default JSON, which refuses what it would lose
   */
  readonly codec?: Codec | undefined;
}

const RULES: Readonly<Record<keyof JournalOptions, Rule>> = {
  version: STRING,
  failures: oneOf(['retry', 'keep']),
  durable: oneOf(['process', 'power']),
  codec: CODEC,
};

const PATH: Rule = ["a path, or ':memory:'", (value) => typeof value === 'string' && value !== ''];

interface Read {
  readonly version: string;
  readonly failures: 'retry' | 'keep';
  readonly durable: 'process' | 'power';
  readonly codec?: Codec;
}

/**
 * Opens a journal: a cache in a file, by which a run that was interrupted goes on where it was. It is a SQLite database, and needs
 * Node 22.13 or newer.
 *
 * - Branches of stages with a `key` are found by it, those of other stages by their path and input.
 * - The answers of one turn of the event loop are written in one transaction. A branch ends when its answer is in the file.
 * - Several processes may use one file.
 * - A request is repeated if the process ended before its answer was written.
 *
 * Use when a long run must survive the end of its process. Prefer {@link memoryCache} where it need not, and {@link storeCache} for
 * another store.
 *
 * @example
 * ```ts
 * import { pipeline, stage } from 'rxjs-stages';
 * import { journal } from 'rxjs-stages/node';
 *
 * await using cache = journal('users.db', { version: '1' });
 * const user = stage('user', (id: number) => fetch(`https://example.org/users/${String(id)}`).then((answer) => answer.json() as unknown), { cache });
 *
 * for await (const outcome of pipeline(user)([1, 2, 3])) console.log(outcome.status);
 * ```
 *
 * @param path - the file, which is made if there is none, or `':memory:'`
 * @param options - its version, what becomes of failures, and what answers survive
 * @throws TypeError if an option is invalid; Error if Node has no `node:sqlite`, or the file cannot be opened, is no journal, or has
 * another version
 */
export function journal(path: string, options: JournalOptions = {}): Journal {
  check('journal: path', PATH, path);
  const { version, failures, durable, codec } = readOptions<Read>('journal', options, RULES, { version: '', failures: 'retry', durable: 'process' });
  return new JournalFile(openDatabase(loadSqlite(), path, version, durable), path, failures === 'keep', codec === JSON ? undefined : codec);
}
