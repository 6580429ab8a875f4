/**
 * Prepares a release: `npm run release -- 1.2.0` sets the version, dates the changes in CHANGELOG.md, commits and tags.
 * Pushing the tag publishes (.github/workflows/release.yml): only a build that anybody can trace is published, with provenance.
 */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gt, valid } from 'semver';
import { released } from './release/changelog.js';
import { ROOT } from './run.mjs';

interface Manifest {
  readonly version: string;
  readonly repository?: unknown;
}

const git = (...args: readonly string[]): string => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' });

/** @returns why there can be no release now, if so */
function obstacle(version: string | null, { version: current, repository }: Manifest): string | undefined {
  if (version === null) return 'The version is missing or not semantic: npm run release -- 1.2.0';
  if (!gt(version, current)) return `${version} is not after ${current}, the version in package.json.`;
  if (repository === undefined) return 'package.json needs `repository`: provenance compares it with the repository that publishes.';
  if (git('status', '--porcelain') !== '') return 'There are uncommitted changes. Commit or stash them, then release.';
  return undefined;
}

const version = valid(process.argv[2]);
const manifest = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as Manifest;
const problem = obstacle(version, manifest);
if (version === null || problem !== undefined) {
  console.error(problem);
  process.exit(1);
}

const file = path.join(ROOT, 'CHANGELOG.md');
const changelog = released(await readFile(file, 'utf8'), version, new Date().toISOString().slice(0, 10));
await writeFile(file, changelog);
execFileSync('npm', ['version', version, '--no-git-tag-version', '--ignore-scripts'], { cwd: ROOT });
git('commit', '--all', '--message', `chore: release ${version}`);
git('tag', '--annotate', `v${version}`, '--message', `Version ${version}`);
console.log(`Tagged v${version}. Publish it: git push --follow-tags`);
