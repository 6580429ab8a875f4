import { lastValueFrom, takeUntil } from 'rxjs';
import { parseArguments, USAGE } from './arguments.js';
import { interruption } from './interruption.js';
import { Job } from './job.js';
import { nodeModulesOf, readProject } from './project.js';
import { embeddedRegistry } from './registry/embedded.js';
import { npmRegistry } from './registry/npm.js';
import { text } from './report/text.js';
import { Resumption } from './resumption.js';
import { resultOf } from './result.js';
import { UsageError } from './usage-error.js';
import { writeWaterfall } from './waterfall.js';

/** Does what the command line asks for. @returns the exit code */
async function main(): Promise<number> {
  const options = parseArguments(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const project = readProject(options.input);
  const embedded = options.registry === 'embedded';
  const registry = embedded ? embeddedRegistry(nodeModulesOf(project), options.seed) : npmRegistry(project.directory);
  // A walk that ends at some level goes on from wherever it has found a dependency first. With a barrier that is elsewhere: it would not be the same work.
  const compare = embedded && options.resume === undefined && (options.depth === undefined || options.depth === Infinity);
  const advisories = embedded && options.depth === undefined;
  const resumption = options.resume === undefined ? undefined : new Resumption(options);
  const job = new Job({ ...options, project, registry, advisories, compare, cache: resumption?.journal, stream: process.stderr });

  let exitCode = 0;
  const interrupted = interruption();
  interrupted.subscribe((code) => (exitCode = code));
  await lastValueFrom(job.run().pipe(takeUntil(interrupted)), { defaultValue: undefined });
  if (resumption !== undefined) {
    await resumption.end(exitCode === 0);
    const next = exitCode === 0 ? '' : `; the next one goes on from ${resumption.file}`;
    process.stderr.write(`Requests served from the journal: ${String(job.audit.cached)}${next}\n`);
  }

  const result = resultOf(job, options, exitCode !== 0);
  if (job.timeline !== undefined) {
    writeWaterfall(options.waterfall, project.name, job.timeline);
    process.stderr.write(`What took so long, and why: ${options.waterfall}\n`);
  }
  process.stdout.write(options.json ? `${JSON.stringify(result, undefined, 2)}\n` : text(result));
  return exitCode;
}

main().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (reason: unknown) => {
    process.stderr.write(`dependency-audit: ${reason instanceof Error ? reason.message : String(reason)}\n`);
    process.exitCode = reason instanceof UsageError ? 2 : 1;
  },
);
