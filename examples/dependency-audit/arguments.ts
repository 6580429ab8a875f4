import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Client } from './transport/clients.js';
import { UsageError } from './usage-error.js';

/** What the command line asks for. */
export interface Arguments {
  /** The package.json whose dependencies are audited. */
  readonly input: string;
  readonly registry: 'embedded' | 'npm';
  /** Who makes the requests. */
  readonly client: Client;
  /** How many requests may be under way in the first round and in the second. */
  readonly concurrency: readonly [number, number];
  /** How many levels of the tree are walked; undefined if there are to be two rounds. */
  readonly depth: number | undefined;
  /** Makes the latencies and the faults of the embedded registry. */
  readonly seed: number;
  /** Where the waterfall of the run is written. */
  readonly waterfall: string;
  /** The journal that the audit goes on from, '' for one that is found by itself; undefined if it is to start anew. */
  readonly resume: string | undefined;
  readonly json: boolean;
  readonly help: boolean;
}

const OPTIONS = {
  input: { type: 'string', default: path.join(__dirname, '../../package.json') },
  registry: { type: 'string', default: 'embedded' },
  client: { type: 'string', default: 'axios' },
  concurrency: { type: 'string', default: '4,8' },
  transitive: { type: 'boolean', default: false },
  depth: { type: 'string' },
  seed: { type: 'string', default: '102' },
  waterfall: { type: 'string', default: path.join(tmpdir(), 'dependency-audit.html') },
  resume: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export const USAGE = `Usage: npm start -- [options]

Which licences, deprecations and duplicate versions does a project pull in? Asks a registry for each
direct dependency and, as soon as one has answered, for each dependency that its answer names. The
embedded registry is asked for the advisories for each package, too, of up to 100 packages by one
request. What fails is asked for again where that can help, and nothing is while the registry wants
to be left alone.

  --input <package.json>   whose dependencies (default: this project's own)
  --registry embedded      a registry of what is installed in node_modules beside the input, in a
                           process of its own, with made-up latencies and a few faults: connections
                           are reset, it answers 500, 404, or 429 with Retry-After (default)
  --registry npm           the registry that npm is configured with
  --client axios|undici    who makes the requests (default: axios)
  --concurrency <a,b>      requests at once in the first and in the second round (default: ${OPTIONS.concurrency.default})
  --transitive             walk the whole tree, each dependency asked for once, instead of two rounds;
                           without advisories
  --depth <n>              walk no more than n levels down, from where each dependency is found first
  --seed <n>               other latencies and other faults (default: ${OPTIONS.seed.default})
  --waterfall <file>       where to write a page that shows what took so long, and why (default: a file
                           in the folder for temporary ones)
  --resume [file]          go on where an audit with --resume was interrupted, by a file that is deleted when
                           the audit is complete (default: one in the folder for temporary files, for
                           the same lock file and options); without a comparison
  --json                   print the result as JSON and nothing else; progress goes to stderr
  -h, --help               print this
`;

/** @throws UsageError */
export function parseArguments(args: readonly string[]): Arguments {
  const { input, registry, client, concurrency, transitive, depth, seed, waterfall, resume, json, help } = options(args);
  if (registry !== 'embedded' && registry !== 'npm') throw new UsageError(`--registry must be 'embedded' or 'npm', got '${registry}'`);
  if (client !== 'axios' && client !== 'undici') throw new UsageError(`--client must be 'axios' or 'undici', got '${client}'`);
  const bounds = /^([1-9]\d*),([1-9]\d*)$/.exec(concurrency);
  if (bounds === null) throw new UsageError(`--concurrency must be two whole numbers from 1, as in '4,8', got '${concurrency}'`);
  if (depth !== undefined && !/^[1-9]\d*$/.test(depth)) throw new UsageError(`--depth must be a whole number from 1, got '${depth}'`);
  if (!/^\d+$/.test(seed)) throw new UsageError(`--seed must be a whole number, got '${seed}'`);
  return {
    input: path.resolve(input),
    registry,
    client,
    concurrency: [Number(bounds[1]), Number(bounds[2])],
    depth: depth !== undefined ? Number(depth) : transitive ? Infinity : undefined,
    seed: Number(seed),
    waterfall: path.resolve(waterfall),
    resume: resume && path.resolve(resume),
    json,
    help,
  };
}

function options(args: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'] {
  try {
    return parseArgs({ args: withValues(args), options: OPTIONS }).values;
  } catch (reason) {
    // What is wrong comes first in node's message; then come general hints.
    const [what = ''] = (reason as Error).message.split(/\.?\s*\n|\. /);
    throw new UsageError(what);
  }
}

/** Node knows no options whose value may be left out: `--resume` alone is `--resume=`. */
function withValues(args: readonly string[]): string[] {
  return args.map((arg, index) => (arg === '--resume' && (args[index + 1] ?? '-').startsWith('-') ? '--resume=' : arg));
}
