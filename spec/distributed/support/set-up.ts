import path from 'node:path';
import { build } from 'esbuild';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import { missing, startPostgres, startRedis, type TestServer } from './servers';

/** What is stopped and removed in the end. */
export const started: { servers: TestServer[]; folder: string } = { servers: [], folder: '' };

/** Starts one server of each kind, and makes one file of each program. Specs find them in the environment. */
export default async function setUp(): Promise<void> {
  const needed = missing('test:distributed');
  if (needed !== undefined) throw new Error(needed);
  const root = path.join(__dirname, '../../..');
  started.folder = mkdtempSync(path.join(os.tmpdir(), 'distributed-'));
  await build({
    entryPoints: ['attempts', 'leaver', 'opener', 'producer', 'skew', 'traced-worker', 'worker'].map((program) =>
      path.join(__dirname, `${program}.ts`),
    ),
    absWorkingDir: root,
    outdir: started.folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    // They are found by NODE_PATH.
    packages: 'external',
    alias: { 'rxjs-stages': './src/index.ts', 'rxjs-stages/bullmq': './src/bullmq/index.ts' },
  });
  const [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
  started.servers = [redis, postgres];
  Object.assign(process.env, {
    REDIS_URL: redis.url,
    POSTGRES_URL: postgres.url,
    PROGRAMS: started.folder,
    NODE_PATH: path.join(root, 'node_modules'),
  });
}
