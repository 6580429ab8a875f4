/// <reference types="node" preserve="true" />
import { createHash } from 'node:crypto';
import { answerName } from '../policies/answer-name.js';
import type { Answer, Cache } from '../policies/cache.js';
import { jsonLoss } from '../policies/json-loss.js';
import { refuseLoss, type Codec } from '../policies/store-cache.js';
import { quote } from '../quote.js';
import { isTransient } from '../remote/remote-stage-error.js';
import { deserializeReason, serializeReason, type SerializedReason } from '../serialized-error.js';
import type { Database, Statement, Storable } from './sqlite.js';

/** A cache in a file, for stages with and without a `key`. */
export interface Journal extends Cache, AsyncDisposable {
  get(stage: string, key: string): Answer | undefined;
  /** Resolves when the answer is in the file. */
  set(stage: string, key: string, values: Answer): Promise<void>;
  identify(input: unknown, path: readonly number[]): string;
  /** Writes what is pending, and closes the file. The journal cannot be used afterwards. `await using` does the same. */
  close(): Promise<void>;
}

/** How long a name in the file may be, in UTF-16 code units. */
const LONGEST = 500;

/** What is stored under a name: an answer, or a failure. */
interface Entry {
  readonly failed: boolean;
  readonly value: Storable;
}

/** The entries of one turn of the event loop, which are written in one transaction. */
interface Turn {
  readonly entries: Map<string, Entry>;
  readonly written: Promise<void>;
}

export class JournalFile implements Journal {
  /** There is none unless failures are kept: so no branch waits for it. */
  readonly setFailure?: (stage: string, key: string, reason: unknown) => Promise<void>;
  private readonly select: Statement;
  private readonly upsert: Statement;
  private turn: Turn | undefined;
  private commit: () => void = () => undefined;
  private isClosed = false;

  constructor(
    private readonly database: Database,
    private readonly path: string,
    private readonly keepsFailures: boolean,
    private readonly codec: Codec | undefined,
  ) {
    this.select = database.prepare('SELECT failed, value FROM entries WHERE name = ?');
    this.upsert = database.prepare('INSERT OR REPLACE INTO entries (name, failed, value) VALUES (?, ?, ?)');
    if (keepsFailures) {
      this.setFailure = async (stage, key, reason) => {
        if (isTransient(reason)) return;
        await this.write(nameOf(stage, key), { failed: true, value: JSON.stringify(serializeReason(reason)) });
      };
    }
  }

  identify(input: unknown, path: readonly number[]): string {
    const loss = jsonLoss(input, 'input');
    if (loss !== undefined) {
      throw new TypeError(`journal cannot tell inputs apart by ${loss.at}, because JSON would lose ${loss.what}. Give the stage a \`key\``);
    }
    return `${path.join('.')} ${JSON.stringify(input)}`;
  }

  get(stage: string, key: string): Answer | undefined {
    const found = this.read(nameOf(stage, key));
    if (found === undefined) return undefined;
    const value = decoded(found.value);
    if (!found.failed) return this.codec === undefined ? (value as Answer) : this.codec.parse(value);
    if (this.keepsFailures) throw deserializeReason(value as SerializedReason);
    return undefined;
  }

  set(stage: string, key: string, values: Answer): Promise<void> {
    const value = this.codec === undefined ? values : this.codec.stringify(values);
    if (value instanceof Uint8Array) return this.write(nameOf(stage, key), { failed: false, value });
    refuseLoss('journal', stage, value, this.codec === undefined ? 'values' : 'what `codec.stringify` returns');
    return this.write(nameOf(stage, key), { failed: false, value: JSON.stringify(value) });
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    const written = this.turn?.written;
    this.commit();
    this.isClosed = true;
    this.database.close();
    await written;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** What is not written yet is found as well. */
  private read(name: string): Entry | undefined {
    this.checkOpen();
    const pending = this.turn?.entries.get(name);
    if (pending !== undefined) return pending;
    try {
      const row = this.select.get(name) as { readonly failed: number; readonly value: Storable } | undefined;
      return row && { failed: row.failed === 1, value: row.value };
    } catch (cause) {
      throw this.failure('read', cause);
    }
  }

  private write(name: string, entry: Entry): Promise<void> {
    this.checkOpen();
    this.turn ??= this.newTurn();
    this.turn.entries.set(name, entry);
    return this.turn.written;
  }

  private newTurn(): Turn {
    const entries = new Map<string, Entry>();
    const written = new Promise<void>((resolve, reject) => {
      const immediate = setImmediate(() => {
        this.commit();
      });
      this.commit = () => {
        clearImmediate(immediate);
        this.commit = () => undefined;
        this.turn = undefined;
        try {
          this.transact(entries);
          resolve();
        } catch (cause) {
          reject(this.failure('write to', cause));
        }
      };
    });
    return { entries, written };
  }

  private transact(entries: ReadonlyMap<string, Entry>): void {
    this.database.exec('BEGIN IMMEDIATE');
    try {
      for (const [name, { failed, value }] of entries) this.upsert.run(name, Number(failed), value);
      this.database.exec('COMMIT');
    } catch (cause) {
      this.rollBack();
      throw cause;
    }
  }

  private rollBack(): void {
    try {
      this.database.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back already, as it does when the disk is full.
    }
  }

  private checkOpen(): void {
    if (this.isClosed) throw new Error(`journal: ${quote(this.path)} is closed: close it when the runs that use it have ended`);
  }

  private failure(verb: string, cause: unknown): Error {
    return new Error(`journal: cannot ${verb} ${quote(this.path)}: ${(cause as Error).message}`, { cause });
  }
}

/** The name of an entry. A long one is replaced by its SHA-256, as is one that UTF-8 would change. */
function nameOf(stage: string, key: string): string {
  const name = answerName(stage, key);
  if (name.length <= LONGEST && !/\p{Surrogate}/u.test(name)) return name;
  return `sha256 ${createHash('sha256').update(name, 'utf16le').digest('hex')}`;
}

function decoded(value: Storable): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}
