import { propertyOf } from '../property-of.js';
import { quote } from '../quote.js';
import type { Database, Sqlite } from './sqlite.js';

/** The form of the tables. A file of another one is refused. */
const FORMAT = '1';

/** How long a process waits for another one that writes, in ms. */
const BUSY = 5_000;

/** How long it pauses before it tries to open a file again, in ms. */
const PAUSE = 10;

/** The code of SQLite for a file that somebody else has locked. */
const SQLITE_BUSY = 5;

/**
 * Opens the database of a journal, and makes it if there is none.
 *
 * @throws Error if the file cannot be opened, is no journal, or has another version
 */
export function openDatabase(sqlite: Sqlite, path: string, version: string, durable: 'process' | 'power'): Database {
  for (let waited = 0; ; waited += PAUSE) {
    try {
      return open(sqlite, path, version, durable);
    } catch (cause) {
      if (propertyOf(cause, 'errcode') !== SQLITE_BUSY || waited >= BUSY) {
        throw new Error(`journal: cannot use the file ${quote(path)}: ${(cause as Error).message}`, { cause });
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  }
}

function open({ DatabaseSync }: Sqlite, path: string, version: string, durable: 'process' | 'power'): Database {
  const database = new DatabaseSync(path);
  try {
    const isNew = database.prepare('SELECT name FROM sqlite_schema').get() === undefined;
    // Another application's database is left as it is.
    if (!isNew) checkVersions(database, version);
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durable === 'power' ? 'FULL' : 'NORMAL'}`);
    if (isNew) {
      create(database, version);
      checkVersions(database, version);
    }
    // Not before: of two processes that both make the file, SQLite refuses one at once, however long it may wait.
    database.exec(`PRAGMA busy_timeout = ${String(BUSY)}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function create(database: Database, version: string): void {
  database.exec(`BEGIN IMMEDIATE;
    CREATE TABLE IF NOT EXISTS rxjs_stages_journal (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS entries (name TEXT PRIMARY KEY, failed INTEGER NOT NULL, value NOT NULL)`);
  // Another process may have made them meanwhile.
  const insert = database.prepare('INSERT OR IGNORE INTO rxjs_stages_journal (name, value) VALUES (?, ?)');
  insert.run('format', FORMAT);
  insert.run('version', version);
  database.exec('COMMIT');
}

function checkVersions(database: Database, version: string): void {
  if (database.prepare("SELECT name FROM sqlite_schema WHERE name = 'rxjs_stages_journal'").get() === undefined) {
    throw new Error('it is no journal. Use another file');
  }
  const select = database.prepare('SELECT value FROM rxjs_stages_journal WHERE name = ?');
  for (const [name, needed] of Object.entries({ format: FORMAT, version })) {
    const found = select.get(name)?.value;
    if (found !== needed) throw new Error(`its ${name} is ${quote(found)}, and ${quote(needed)} is needed. Use another file, or delete this one`);
  }
}
