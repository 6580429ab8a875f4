import { cpus, totalmem, type as system } from 'node:os';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ROOT } from '../../scripts/run.mjs';

/** The versions of Node that were measured. */
export interface NodeVersions {
  readonly measured: string;
  readonly old: string | undefined;
}

/** What it was measured on: enough to compare with, and nothing that identifies the machine. */
export function machine({ measured, old }: NodeVersions): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  const older = old === undefined ? '' : ` (and ${old} where a column says so)`;
  return `${String(processors.length)} × ${model}, ${String(memory)} GB, ${system()}, Node ${measured}${older}`;
}

/** The versions of what was compared, as they are installed. */
export function versions(): string {
  const { devDependencies, version } = createRequire(import.meta.url)(path.join(ROOT, 'package.json')) as {
    readonly version: string;
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const peers = ['rxjs', 'p-map', 'p-queue', 'streaming-iterables', 'ix', 'effect', 'axios', 'undici', 'bullmq'];
  return [`rxjs-stages ${version}`, ...peers.map((name) => `${name} ${devDependencies[name] ?? ''}`)].join(', ');
}
