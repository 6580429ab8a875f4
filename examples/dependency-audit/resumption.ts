import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { journal, type Journal } from 'rxjs-stages/node';
import type { Arguments } from './arguments.js';

/** What an audit goes on from when it was interrupted. */
export class Resumption {
  readonly journal: Journal;
  readonly file: string;

  /** @throws Error if this Node has no SQLite, or the file is that of another audit */
  constructor({ resume, input, registry, seed, depth }: Arguments) {
    // Another lock file and other options make another audit.
    const version = createHash('sha256')
      .update(readFileSync(lockOf(input)))
      .update(JSON.stringify([input, registry, seed, String(depth)]))
      .digest('hex')
      .slice(0, 16);
    this.file = resume === undefined || resume === '' ? path.join(tmpdir(), `dependency-audit-${version}.db`) : resume;
    this.journal = journal(this.file, { version });
  }

  /** Closes the file, which nobody needs any more if the audit is complete. */
  async end(isComplete: boolean): Promise<void> {
    await this.journal.close();
    if (isComplete) rmSync(this.file);
  }
}

/** The lock file beside a package.json, or that file if there is none. */
function lockOf(input: string): string {
  const lock = path.join(path.dirname(input), 'package-lock.json');
  return existsSync(lock) ? lock : input;
}
