import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page of a browser of its own. */
export interface Browser {
  readonly page: Page;
  /** What the console has said of errors, and what was thrown and not caught. */
  readonly errors: readonly string[];
  /** The URLs of requests to other machines. */
  readonly remote: readonly string[];
  close(): Promise<void>;
}

/** Starts Chromium. @throws if none is installed */
export async function launch(): Promise<Browser> {
  const executablePath = chromiumPath();
  const profile = mkdtempSync(path.join(os.tmpdir(), 'chromium-'));
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: FLAGS });
  const errors: string[] = [];
  const remote: string[] = [];
  context.on('request', (request) => {
    if (isRemote(request.url())) remote.push(request.url());
  });
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  context.on('weberror', (thrown) => {
    errors.push(String(thrown.error()));
  });
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    page,
    errors,
    remote,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

function chromiumPath(): string {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim();
    } catch {
      // The next one may be there.
    }
  }
  throw new Error('No chromium was found. Install it: apt-get install chromium');
}

function isRemote(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return /^(https?|wss?):$/.test(protocol) && !['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
